using System.Globalization;
using Amuro.Runtime;

namespace Amuro.Results;

/// <summary>One record of a CSV file, which knows its place for errors.</summary>
internal readonly record struct CsvRecord(string Path, int Line, string[] Names, string[] Fields)
{
    private const NumberStyles RealStyle = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>Numbers as text with all their digits; NaN is an empty field.</summary>
    public static string Text(double value) => double.IsNaN(value) ? "" : value.ToString("R", CultureInfo.InvariantCulture);

    public static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    public string Text(int column) => Fields[column];

    public T Read<T>(int column, Func<string, T> parse)
    {
        try
        {
            return parse(Fields[column]);
        }
        catch (AmuroException error)
        {
            throw new AmuroException($"{Path}, line {Line}, column '{Names[column]}': {error.Message}", error);
        }
    }

    /// <exception cref="AmuroException">Not a whole number of 64 bits.</exception>
    public static long Long(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? value
            : throw Expected("a whole number", text);

    /// <exception cref="AmuroException">Not a whole number of 32 bits.</exception>
    public static int Integer(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw Expected("a whole number of 32 bits", text);

    /// <summary>An empty text is NaN.</summary>
    /// <exception cref="AmuroException">Not a number.</exception>
    public static double Real(string text) =>
        text.Length == 0 ? double.NaN
        : double.TryParse(text, RealStyle, CultureInfo.InvariantCulture, out double value)
            ? value
            : throw Expected("a number with a decimal point, or nothing", text);

    /// <exception cref="AmuroException">Another word than true and false.</exception>
    public static bool Flag(string text) => text switch
    {
        "true" => true,
        "false" => false,
        _ => throw Expected("true or false", text),
    };

    private static AmuroException Expected(string what, string found) =>
        new($"expected {what}, found '{StrictText.Shorten(found)}'");
}
