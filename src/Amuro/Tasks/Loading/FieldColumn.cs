using System.Text.Json;

namespace Amuro.Tasks.Loading;

/// <summary>Where the value of one field comes from.</summary>
/// <param name="Field">Name of the field, as prompt templates have it.</param>
/// <param name="Column">Name of the column in the file.</param>
/// <param name="TrimStart">Whether white space at the start of the value goes. Default false: the value is taken as it is.</param>
/// <param name="First">Whether the column holds lists of texts of which the first is taken. Default false.</param>
public sealed record FieldColumn(string Field, string Column, bool TrimStart = false, bool First = false)
{
    internal string Read(DataRow row)
    {
        string value = First ? FirstOf(row) : row.Text(Column);
        return TrimStart ? value.TrimStart() : value;
    }

    private string FirstOf(DataRow row)
    {
        JsonElement list = row.Get(Column);
        return row.Texts(Column, list) is [string first, ..] ? first : throw row.Error(Column, "a list with a text", "an empty one");
    }
}
