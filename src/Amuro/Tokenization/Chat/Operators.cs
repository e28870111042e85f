using System.Text;

namespace Amuro.Tokenization.Chat;

/// <summary>Arithmetic and comparisons as Python has them.</summary>
internal static class Operators
{
    public static object Sign(string sign, object? value) => value switch
    {
        double number => (object)(sign == "-" ? -number : number),
        bool or long => (object)(sign == "-" ? checked(-Values.Integer(value)) : Values.Integer(value)),
        _ => throw new TemplateFault($"expected a number after '{sign}', found {Values.Describe(value)}"),
    };

    public static object? Apply(RenderContext context, string sign, object? left, object? right)
    {
        switch (sign)
        {
            case "~":
                return Concatenate(context, PrintedText.Of(left), PrintedText.Of(right));
            case "+" when left is string first && right is string second:
                return Concatenate(context, first, second);
            case "+" when left is List<object?> first && right is List<object?> second && left is TupleValue == right is TupleValue:
                context.Spend(first.Count + second.Count);
                return left is TupleValue ? new TupleValue(first.Concat(second)) : first.Concat(second).ToList();
            case "*" when left is string text && right is bool or long:
                return Repeat(context, text, Values.Integer(right));
            case "*" when right is string text && left is bool or long:
                return Repeat(context, text, Values.Integer(left));
        }

        if (Values.Number(left) is not { } a || Values.Number(right) is not { } b)
        {
            string hint = sign == "%" && left is string ? " (formatting with '%' is not supported)" : "";
            throw new TemplateFault($"expected values that '{sign}' can join, found {Values.Describe(left)} and {Values.Describe(right)}{hint}");
        }

        return left is double || right is double || sign == "/"
            ? OfFloats(sign, a, b)
            : OfIntegers(sign, Values.Integer(left), Values.Integer(right));
    }

    public static bool Holds(string sign, object? left, object? right) => sign switch
    {
        "==" => Values.AreEqual(left, right),
        "!=" => !Values.AreEqual(left, right),
        "in" => Values.Contains(right, left),
        "not in" => !Values.Contains(right, left),
        "<" => Values.Compare(left, right) < 0,
        "<=" => Values.Compare(left, right) <= 0,
        ">" => Values.Compare(left, right) > 0,
        _ => Values.Compare(left, right) >= 0,
    };

    private static string Concatenate(RenderContext context, string left, string right)
    {
        context.Spend(left.Length + right.Length);
        return left + right;
    }

    private static string Repeat(RenderContext context, string text, long times)
    {
        if (times <= 0 || text.Length == 0)
        {
            return "";
        }

        context.Spend(times > int.MaxValue ? long.MaxValue / 2 : text.Length * times);
        return new StringBuilder().Insert(0, text, (int)times).ToString();
    }

    private static object OfIntegers(string sign, long a, long b) => checked(sign switch
    {
        "+" => a + b,
        "-" => a - b,
        "*" => a * b,
        "//" => b == 0 ? throw Zero() : a / b - (a % b != 0 && a < 0 != b < 0 ? 1 : 0),
        "%" => b == 0 ? throw Zero() : b == -1 ? 0 : (a % b + b) % b,
        _ => throw new TemplateFault($"the operator '{sign}' is not supported"),
    });

    private static object OfFloats(string sign, double a, double b) => sign switch
    {
        "+" => a + b,
        "-" => a - b,
        "*" => a * b,
        "/" => b == 0 ? throw Zero() : a / b,
        "//" => b == 0 ? throw Zero() : Math.Floor(a / b),
        _ => throw new TemplateFault($"the operator '{sign}' between floats is not supported"),
    };

    private static TemplateFault Zero() => new("division by zero");
}
