using Amuro.Runtime;

namespace Amuro.Tasks.Loading;

/// <summary>
/// How many values may be made of a file: in proportion to its size, so that a damaged length can neither fill the memory nor
/// keep the reader busy for ever.
/// </summary>
internal sealed class ValueBudget(long bytes)
{
    private const int PerByte = 64;
    private const int AtLeast = 1 << 20;

    private long _left = (bytes * PerByte) + AtLeast;

    public void Take(long values, FileBytes from, string column)
    {
        if (values < 0 || (_left -= values) < 0 || values > Array.MaxLength)
        {
            throw from.Error(0, $"at most {PerByte} values for each byte of the file", $"{values} in the column '{StrictText.Shorten(column)}'");
        }
    }
}
