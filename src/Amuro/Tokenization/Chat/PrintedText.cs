using System.Globalization;
using System.Text;

namespace Amuro.Tokenization.Chat;

/// <summary>Values as text, as Python writes them.</summary>
internal static class PrintedText
{
    /// <summary>Python's str().</summary>
    public static string Of(object? value) => value switch
    {
        string text => text,
        Undefined => "",
        _ => Append(new StringBuilder(), value).ToString(),
    };

    // repr() of what stands inside a list or a mapping.
    private static StringBuilder Append(StringBuilder text, object? value)
    {
        RenderContext.CheckLength(text);
        switch (value)
        {
            case null:
                return text.Append("None");
            case bool flag:
                return text.Append(flag ? "True" : "False");
            case long number:
                return text.Append(number.ToString(CultureInfo.InvariantCulture));
            case double number:
                return text.Append(OfFloat(number));
            case string inner:
                return AppendQuoted(text, inner);
            case List<object?> list:
                bool tuple = list is TupleValue;
                AppendAll(text.Append(tuple ? '(' : '['), list, static (to, item) => Append(to, item));
                return text.Append(tuple && list.Count == 1 ? "," : "").Append(tuple ? ')' : ']');
            case MapValue map:
                return AppendAll(text.Append('{'), map, static (to, pair) => Append(AppendQuoted(to, pair.Key).Append(": "), pair.Value)).Append('}');
            default:
                throw new TemplateFault($"{Values.Describe(value)} cannot be written as text");
        }
    }

    public static string OfFloat(double number)
    {
        string text = number.ToString("R", CultureInfo.InvariantCulture);
        if (!double.IsFinite(number) || text.Contains('E', StringComparison.Ordinal))
        {
            throw new TemplateFault($"the number {text} cannot be written as text");
        }

        return text.Contains('.', StringComparison.Ordinal) ? text : text + ".0";
    }

    private static StringBuilder AppendAll<T>(StringBuilder text, IEnumerable<T> items, Action<StringBuilder, T> append)
    {
        bool first = true;
        foreach (T item in items)
        {
            text.Append(first ? "" : ", ");
            append(text, item);
            first = false;
        }

        return text;
    }

    private static StringBuilder AppendQuoted(StringBuilder text, string value)
    {
        char quote = value.Contains('\'', StringComparison.Ordinal) && !value.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        text.Append(quote);
        foreach (char unit in value)
        {
            _ = unit switch
            {
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                '\\' => text.Append("\\\\"),
                < ' ' or '\x7f' => text.Append(CultureInfo.InvariantCulture, $"\\x{(int)unit:x2}"),
                _ when unit == quote => text.Append('\\').Append(unit),
                _ => text.Append(unit),
            };
        }

        return text.Append(quote);
    }
}
