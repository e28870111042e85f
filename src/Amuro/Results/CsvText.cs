using System.Text;

namespace Amuro.Results;

/// <summary>Comma-separated values as RFC 4180 has them, with LF or CR LF between records.</summary>
internal static class CsvText
{
    /// <summary>Appends one record and a line feed.</summary>
    public static void Append(StringBuilder text, IReadOnlyList<string> fields)
    {
        for (int i = 0; i < fields.Count; i++)
        {
            if (i > 0)
            {
                text.Append(',');
            }

            string field = fields[i];
            if (field.AsSpan().IndexOfAny("\",\r\n") >= 0)
            {
                text.Append('"').Append(field.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
            }
            else
            {
                text.Append(field);
            }
        }

        text.Append('\n');
    }

    /// <inheritdoc cref="CsvReader.Records"/>
    /// <param name="text">The whole file.</param>
    /// <param name="path">Its name, for errors.</param>
    public static IEnumerable<(int Line, string[] Fields)> Records(string text, string path) =>
        new CsvReader(new StringReader(text), path).Records();
}
