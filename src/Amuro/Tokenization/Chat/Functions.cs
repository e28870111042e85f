namespace Amuro.Tokenization.Chat;

/// <summary>The functions that every template may call.</summary>
internal static class Functions
{
    private static readonly Dictionary<string, CallableValue> All = Callables.Table(new()
    {
        ["raise_exception"] = static call => throw new TemplateFault($"the template refuses these messages: {call.Text("message")}"),
        ["namespace"] = Namespace,
        ["range"] = Range,
        ["dict"] = Dictionary,
    });

    public static CallableValue? Find(string name) => All.GetValueOrDefault(name);

    private static NamespaceValue Namespace(CallArguments call)
    {
        var space = new NamespaceValue();
        foreach ((string name, object? value) in call.Named)
        {
            space.Fields[name] = value;
        }

        call.Named.Clear();
        return space;
    }

    private static MapValue Dictionary(CallArguments call)
    {
        var map = new MapValue();
        foreach ((string name, object? value) in call.Named)
        {
            map[name] = value;
        }

        call.Named.Clear();
        return map;
    }

    private static List<object?> Range(CallArguments call)
    {
        long first = Values.Integer(call.Take("stop"));
        bool single = !call.Has("stop");
        long start = single ? 0 : first;
        long end = single ? first : Values.Integer(call.Take("stop"));
        long step = Values.Integer(call.Optional("step", 1L));
        if (step == 0)
        {
            throw new TemplateFault("range: the step is 0");
        }

        Int128 count = step > 0 ? ((Int128)end - start + step - 1) / step : ((Int128)start - end - step - 1) / -(Int128)step;
        call.Context.Spend(count > int.MaxValue ? int.MaxValue : Math.Max(0, (long)count));
        var numbers = new List<object?>();
        for (int i = 0; i < count; i++)
        {
            numbers.Add(start + (i * step));
        }

        return numbers;
    }
}

/// <summary>Tables of functions by name.</summary>
internal static class Callables
{
    public static Dictionary<string, CallableValue> Table(Dictionary<string, Func<CallArguments, object?>> bodies) =>
        bodies.ToDictionary(static pair => pair.Key, static pair => new CallableValue(pair.Key, pair.Value), StringComparer.Ordinal);
}
