using System.Text;
using Amuro.Runtime;

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

    /// <summary>The records of a text with the line each begins at; empty lines are skipped.</summary>
    /// <param name="text">The whole file.</param>
    /// <param name="path">Its name, for errors.</param>
    /// <exception cref="AmuroException">A quote where none may be, or one that is not closed.</exception>
    public static IEnumerable<(int Line, string[] Fields)> Records(string text, string path)
    {
        int position = 0;
        int line = 1;
        while (position < text.Length)
        {
            int start = line;
            var fields = new List<string>();
            bool more = true;
            while (more)
            {
                fields.Add(Field(text, path, start, ref position, ref line));
                more = position < text.Length && text[position] == ',';
                position += more ? 1 : 0;
            }

            if (position < text.Length)
            {
                position += text[position] == '\r' ? 2 : 1;
                line++;
            }

            if (fields is not [""])
            {
                yield return (start, fields.ToArray());
            }
        }
    }

    private static string Field(string text, string path, int record, ref int position, ref int line)
    {
        int start = position;
        if (position < text.Length && text[position] == '"')
        {
            return Quoted(text, path, record, ref position, ref line);
        }

        while (position < text.Length && text[position] != ',' && !AtLineEnd(text, position))
        {
            if (text[position] == '"')
            {
                throw new AmuroException($"{path}, line {line}: expected a quote only around a whole field, found one inside '{StrictText.Shorten(text[start..(position + 1)])}'");
            }

            position++;
        }

        return text[start..position];
    }

    private static string Quoted(string text, string path, int record, ref int position, ref int line)
    {
        var field = new StringBuilder();
        for (position++; position < text.Length; position++)
        {
            char c = text[position];
            if (c != '"')
            {
                line += c == '\n' ? 1 : 0;
                field.Append(c);
            }
            else if (position + 1 < text.Length && text[position + 1] == '"')
            {
                field.Append('"');
                position++;
            }
            else
            {
                position++;
                if (position < text.Length && text[position] != ',' && !AtLineEnd(text, position))
                {
                    throw new AmuroException($"{path}, line {line}: expected a comma or the end of the line after a closing quote, found '{text[position]}'");
                }

                return field.ToString();
            }
        }

        throw new AmuroException($"{path}, line {record}: expected a closing quote, found the end of the file");
    }

    private static bool AtLineEnd(string text, int position) =>
        text[position] == '\n' || (text[position] == '\r' && position + 1 < text.Length && text[position + 1] == '\n');
}
