using System.Text;
using Amuro.Runtime;

namespace Amuro.Tasks.Loading;

/// <summary>CSV as RFC 4180 has it: a header, fields in double quotes where they hold separators, quotes or line breaks.</summary>
/// <remarks>All values are texts; an empty field is null, an empty one in quotes is the empty text.</remarks>
internal static class CsvRows
{
    public static IEnumerable<DataRow> Read(string path, char separator)
    {
        string[]? names = null;
        foreach ((int line, List<string?> fields) in Records(path, StrictText.Read(path), separator))
        {
            string place = FormattableString.Invariant($"line {line}");
            if (names is null)
            {
                names = Header(path, place, fields);
                continue;
            }

            if (fields.Count != names.Length)
            {
                throw new AmuroException($"{path}, {place}: expected {names.Length} fields, as in the first line, found {fields.Count}");
            }

            yield return TableRows.Of(path, place, names, [.. fields]);
        }
    }

    private static string[] Header(string path, string place, List<string?> fields)
    {
        string[] names = [.. fields.Select(name => name ?? "")];
        return names.All(name => name.Length > 0) && names.Distinct(StringComparer.Ordinal).Count() == names.Length
            ? names
            : throw new AmuroException($"{path}, {place}: expected the name of each column once, found {StrictText.Shorten(string.Join(", ", names.Select(name => $"'{name}'")))}");
    }

    // A record is given with the line that it begins in. Blank lines are no records.
    private static IEnumerable<(int Line, List<string?> Fields)> Records(string path, string text, char separator)
    {
        int at = 0;
        int line = 1;
        while (at < text.Length)
        {
            int first = line;
            var fields = new List<string?>();
            bool more;
            do
            {
                fields.Add(Field(path, text, separator, ref at, ref line));
                more = at < text.Length && text[at] == separator;
                at++;
            }
            while (more);

            line++;
            if (fields.Count > 1 || fields[0] is not null)
            {
                yield return (first, fields);
            }
        }
    }

    // Leaves `at` on the separator, on the line feed, or at the end of the text.
    private static string? Field(string path, string text, char separator, ref int at, ref int line)
    {
        if (at < text.Length && text[at] == '"')
        {
            return Quoted(path, text, separator, ref at, ref line);
        }

        int start = at;
        while (at < text.Length && text[at] != separator && text[at] != '\n')
        {
            if (text[at] == '"')
            {
                throw new AmuroException($"{path}, line {line}: expected a field with a quote in it to be quoted, found '{StrictText.Shorten(text[start..(at + 1)])}'");
            }

            at++;
        }

        int end = at < text.Length && text[at] == '\n' && at > start && text[at - 1] == '\r' ? at - 1 : at;
        return end == start ? null : text[start..end];
    }

    private static string Quoted(string path, string text, char separator, ref int at, ref int line)
    {
        var field = new StringBuilder();
        int opened = line;
        for (at++; ; at++)
        {
            int quote = text.IndexOf('"', at);
            if (quote < 0)
            {
                throw new AmuroException($"{path}, line {opened}: expected a second quote that ends the field, found the end of the file");
            }

            field.Append(text, at, quote - at);
            line += text.AsSpan(at, quote - at).Count('\n');
            at = quote + 1;
            if (at >= text.Length || text[at] != '"')
            {
                break;
            }

            field.Append('"');
        }

        if (at + 1 < text.Length && text[at] == '\r' && text[at + 1] == '\n')
        {
            at++;
        }

        return at >= text.Length || text[at] == separator || text[at] == '\n'
            ? field.ToString()
            : throw new AmuroException($"{path}, line {line}: expected a separator or the end of the line after a quoted field, found '{text[at]}'");
    }
}
