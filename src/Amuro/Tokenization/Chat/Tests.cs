namespace Amuro.Tokenization.Chat;

/// <summary>The tests: value is name.</summary>
internal static class Tests
{
    private static readonly Dictionary<string, CallableValue> All = Build();

    public static CallableValue? Find(string name) => All.GetValueOrDefault(name);

    private static Dictionary<string, CallableValue> Build()
    {
        var tests = new Dictionary<string, Func<CallArguments, object?>>
        {
            ["defined"] = static call => call.Take("value") is not Undefined,
            ["undefined"] = static call => call.Take("value") is Undefined,
            ["none"] = static call => call.Take("value") is null,
            ["string"] = static call => call.Take("value") is string,
            ["number"] = static call => call.Take("value") is bool or long or double,
            ["integer"] = static call => call.Take("value") is long,
            ["float"] = static call => call.Take("value") is double,
            ["boolean"] = static call => call.Take("value") is bool,
            ["true"] = static call => call.Take("value") is true,
            ["false"] = static call => call.Take("value") is false,
            ["mapping"] = static call => call.Take("value") is MapValue,
            ["iterable"] = static call => call.Take("value") is string or List<object?> or MapValue or Undefined,
            ["sequence"] = static call => call.Take("value") is string or List<object?> or MapValue or Undefined,
            ["callable"] = static call => call.Take("value") is CallableValue,
            ["even"] = static call => Values.Integer(call.Take("value")) % 2 == 0,
            ["odd"] = static call => Values.Integer(call.Take("value")) % 2 != 0,
            ["divisibleby"] = static call => Equals(Operators.Apply(call.Context, "%", call.Take("value"), call.Take("number")), 0L),
            ["lower"] = static call => HasCase(call.Take("value"), static text => text.ToLowerInvariant()),
            ["upper"] = static call => HasCase(call.Take("value"), static text => text.ToUpperInvariant()),
            ["in"] = static call => Holds(call, "in"),
        };
        foreach ((string sign, string[] names) in new[]
        {
            ("==", new[] { "eq", "equalto" }), ("!=", ["ne"]), ("<", ["lt", "lessthan"]), ("<=", ["le"]), (">", ["gt", "greaterthan"]), (">=", ["ge"]),
        })
        {
            foreach (string name in names)
            {
                tests[name] = call => Holds(call, sign);
            }
        }

        return Callables.Table(tests);
    }

    private static bool Holds(CallArguments call, string sign)
    {
        object? left = call.Take("value");
        return Operators.Holds(sign, left, call.Take("other"));
    }

    // As Python: something with case must be there.
    private static bool HasCase(object? value, Func<string, string> change)
    {
        string text = PrintedText.Of(value);
        return string.Equals(text, change(text), StringComparison.Ordinal)
            && !string.Equals(text.ToLowerInvariant(), text.ToUpperInvariant(), StringComparison.Ordinal);
    }
}
