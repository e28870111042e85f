namespace Amuro.Tokenization.Chat;

/// <summary>The arguments of one call of a function, method, filter or test; what nobody takes is refused.</summary>
internal sealed class CallArguments(string name, RenderContext context, List<object?> positional, Dictionary<string, object?> named)
{
    private int taken;

    public string Name => name;

    public RenderContext Context => context;

    public Dictionary<string, object?> Named => named;

    public int Left => positional.Count - taken + named.Count;

    public bool Has(string argument) => taken < positional.Count || named.ContainsKey(argument);

    /// <summary>The next argument by place, else the one of that name, else the default.</summary>
    public object? Optional(string argument, object? ifAbsent = null) =>
        taken < positional.Count ? positional[taken++]
        : named.Remove(argument, out object? value) ? value
        : ifAbsent;

    public object? Take(string argument) =>
        Has(argument) ? Optional(argument) : throw new TemplateFault($"{name}: expected an argument '{argument}', found none");

    public string Text(string argument) => Values.Text(Take(argument), name);

    public string? OptionalText(string argument) => Optional(argument) is { } value ? Values.Text(value, name) : null;

    /// <summary>An argument that is only given by name.</summary>
    public object? OptionalNamed(string argument) => named.Remove(argument, out object? value) ? value : null;

    public List<object?> Rest()
    {
        List<object?> rest = positional[taken..];
        taken = positional.Count;
        return rest;
    }

    public void ExpectAllTaken()
    {
        if (Left > 0)
        {
            string found = named.Count > 0 ? $"'{named.Keys.First()}'" : $"{positional.Count}";
            throw new TemplateFault($"{name}: this argument is not supported or one too many: {found}");
        }
    }
}
