using System.Runtime.CompilerServices;

namespace Amuro.Tokenization.Chat;

/// <summary>What a name without a value stands for: prints as nothing, is false, and is refused by most operations.</summary>
internal sealed class Undefined(string what)
{
    public string Message => $"{what} is undefined";
}

internal sealed class TupleValue(IEnumerable<object?> items) : List<object?>(items);

internal sealed class MapValue() : OrderedDictionary<string, object?>(StringComparer.Ordinal);

/// <summary>What namespace(...) makes: the one thing whose fields a template may set.</summary>
internal sealed class NamespaceValue
{
    public Dictionary<string, object?> Fields { get; } = new(StringComparer.Ordinal);
}

/// <summary>Something that can be called, with the name it has in messages.</summary>
internal sealed class CallableValue(string name, Func<CallArguments, object?> body)
{
    public object? Call(RenderContext context, List<object?> positional, Dictionary<string, object?> named)
    {
        var arguments = new CallArguments(name, context, positional, named);
        object? result = body(arguments);
        arguments.ExpectAllTaken();
        return result;
    }
}

/// <summary>
/// The values of a template: null, bool, long, double, string, List (a tuple is one too), MapValue, Undefined and the rest above;
/// truth, equality, order and text are Python's.
/// </summary>
internal static class Values
{
    public static bool IsTrue(object? value) => value switch
    {
        null or Undefined => false,
        bool flag => flag,
        long number => number != 0,
        double number => number != 0,
        string text => text.Length > 0,
        List<object?> list => list.Count > 0,
        MapValue map => map.Count > 0,
        _ => true,
    };

    public static string TypeName(object? value) => value switch
    {
        null => "none",
        Undefined => "undefined",
        bool => "boolean",
        long => "integer",
        double => "float",
        string => "string",
        TupleValue => "tuple",
        List<object?> => "list",
        MapValue => "mapping",
        NamespaceValue => "namespace",
        CallableValue => "function",
        _ => "loop",
    };

    /// <summary>How many items or characters a value has.</summary>
    public static int Size(object? value) => value switch
    {
        string text => text.Length,
        List<object?> list => list.Count,
        MapValue map => map.Count,
        _ => 1,
    };

    public static bool AreEqual(object? left, object? right)
    {
        // Lists may hold one another many times over.
        int allowed = 10_000_000;
        return AreEqual(left, right, ref allowed);
    }

    private static bool AreEqual(object? left, object? right, ref int allowed)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (--allowed < 0)
        {
            throw new TemplateFault("the values to compare are too large");
        }

        if (Number(left) is { } first && Number(right) is { } second)
        {
            return left is double || right is double ? first == second : Integer(left) == Integer(right);
        }

        return (left, right) switch
        {
            (null, null) or (Undefined, Undefined) => true,
            (string a, string b) => string.Equals(a, b, StringComparison.Ordinal),
            (List<object?> a, List<object?> b) => a is TupleValue == b is TupleValue && AreEqual(a, b, ref allowed),
            (MapValue a, MapValue b) => AreEqual(a, b, ref allowed),
            _ => ReferenceEquals(left, right),
        };
    }

    private static bool AreEqual(List<object?> left, List<object?> right, ref int allowed)
    {
        bool equal = left.Count == right.Count;
        for (int i = 0; equal && i < left.Count; i++)
        {
            equal = AreEqual(left[i], right[i], ref allowed);
        }

        return equal;
    }

    private static bool AreEqual(MapValue left, MapValue right, ref int allowed)
    {
        bool equal = left.Count == right.Count;
        foreach ((string key, object? value) in left)
        {
            equal = equal && right.TryGetValue(key, out object? other) && AreEqual(value, other, ref allowed);
        }

        return equal;
    }

    /// <summary>Order of two numbers or two texts (by code points).</summary>
    public static int Compare(object? left, object? right)
    {
        if (left is string a && right is string b)
        {
            return Rank(a).SequenceCompareTo(Rank(b));
        }

        if (Number(left) is { } first && Number(right) is { } second)
        {
            return left is double || right is double ? first.CompareTo(second) : Integer(left).CompareTo(Integer(right));
        }

        throw new TemplateFault($"expected two numbers or two strings to compare, found {Describe(left)} and {Describe(right)}");
    }

    public static bool Contains(object? whole, object? part) => whole switch
    {
        string text when part is string inner => text.Contains(inner, StringComparison.Ordinal),
        List<object?> list => list.Exists(item => AreEqual(item, part)),
        MapValue map => part is string key && map.ContainsKey(key),
        Undefined => false,
        _ => throw new TemplateFault($"expected a string, list or mapping after 'in' that can hold {Describe(part)}, found {Describe(whole)}"),
    };

    public static double? Number(object? value) => value switch
    {
        bool flag => flag ? 1 : 0,
        long number => number,
        double number => number,
        _ => null,
    };

    public static long Integer(object? value) => value switch
    {
        bool flag => flag ? 1 : 0,
        long number => number,
        _ => throw new TemplateFault($"expected an integer, found {Describe(value)}"),
    };

    public static string Text(object? value, string what) => value as string
        ?? throw new TemplateFault($"{what}: expected a string, found {Describe(value)}");

    /// <summary>What a loop over the value goes through.</summary>
    public static List<object?> Items(object? value) => value switch
    {
        List<object?> list => list,
        string text => PythonText.Characters(text),
        MapValue map => [.. map.Keys],
        Undefined => [],
        _ => throw new TemplateFault($"expected a list, string or mapping to go through, found {Describe(value)}"),
    };

    public static string Describe(object? value) =>
        value is Undefined undefined ? undefined.Message : value is null ? "none" : $"a value of type {TypeName(value)}";

    private static int[] Rank(string text) => [.. text.EnumerateRunes().Select(static rune => rune.Value)];
}
