using System.Globalization;
using System.Text;

namespace Amuro.Tokenization.Chat;

/// <summary>tojson as transformers sets it: Python's json.dumps, characters beyond ASCII as they are.</summary>
internal static class JsonText
{
    public static string Write(object? value, object? indent)
    {
        string? margin = indent switch
        {
            null => null,
            string text => text,
            _ => new string(' ', (int)Math.Clamp(Values.Integer(indent), 0, 1000)),
        };
        var json = new StringBuilder();
        Append(json, value, margin, 0);
        return json.ToString();
    }

    private static void Append(StringBuilder json, object? value, string? margin, int depth)
    {
        RenderContext.CheckLength(json);
        switch (value)
        {
            case null:
                json.Append("null");
                break;
            case bool flag:
                json.Append(flag ? "true" : "false");
                break;
            case long number:
                json.Append(number.ToString(CultureInfo.InvariantCulture));
                break;
            case double number:
                json.Append(PrintedText.OfFloat(number));
                break;
            case string text:
                AppendText(json, text);
                break;
            case List<object?> list:
                AppendAll(json, '[', ']', list, margin, depth, item => Append(json, item, margin, depth + 1));
                break;
            case MapValue map:
                AppendAll(json, '{', '}', map, margin, depth, pair =>
                {
                    AppendText(json, pair.Key);
                    json.Append(": ");
                    Append(json, pair.Value, margin, depth + 1);
                });
                break;
            default:
                throw new TemplateFault($"tojson: {Values.Describe(value)} cannot be written as JSON");
        }
    }

    private static void AppendAll<T>(
        StringBuilder json, char open, char close, ICollection<T> items, string? margin, int depth, Action<T> append)
    {
        json.Append(open);
        bool first = true;
        foreach (T item in items)
        {
            json.Append(first ? "" : margin is null ? ", " : ",");
            NewLine(json, margin, depth + 1);
            append(item);
            first = false;
        }

        if (items.Count > 0)
        {
            NewLine(json, margin, depth);
        }

        json.Append(close);
    }

    private static void NewLine(StringBuilder json, string? margin, int depth)
    {
        if (margin is not null)
        {
            json.Append('\n').Insert(json.Length, margin, depth);
        }
    }

    private static void AppendText(StringBuilder json, string text)
    {
        json.Append('"');
        foreach (char unit in text)
        {
            _ = unit switch
            {
                '"' => json.Append("\\\""),
                '\\' => json.Append("\\\\"),
                '\n' => json.Append("\\n"),
                '\r' => json.Append("\\r"),
                '\t' => json.Append("\\t"),
                '\b' => json.Append("\\b"),
                '\f' => json.Append("\\f"),
                < ' ' => json.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}"),
                _ => json.Append(unit),
            };
        }

        json.Append('"');
    }
}
