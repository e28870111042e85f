namespace Amuro.Tasks.Loading;

/// <summary>Where the value of one field comes from.</summary>
/// <param name="Field">Name of the field, as prompt templates have it.</param>
/// <param name="Column">Name of the column in the file.</param>
/// <param name="TrimStart">Whether white space at the start of the value goes. Default false: the value is taken as it is.</param>
public sealed record FieldColumn(string Field, string Column, bool TrimStart = false)
{
    internal string Read(DataRow row)
    {
        string value = row.Text(Column);
        return TrimStart ? value.TrimStart() : value;
    }
}
