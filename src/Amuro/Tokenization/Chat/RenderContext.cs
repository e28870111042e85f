using System.Runtime.CompilerServices;
using System.Text;

namespace Amuro.Tokenization.Chat;

/// <summary>The state of one rendering: names, output, the place for messages, and what work is still allowed.</summary>
internal sealed class RenderContext
{
    private const int MaxSteps = 20_000_000;
    private const int MaxCharacters = 1 << 27;
    private const long MaxWork = 1L << 32;
    private const int MaxCalls = 100;
    private const int MaxParts = 1000;
    private readonly Scope global = new(null);
    private Scope scope;
    private readonly List<(int Start, int End)> marks = [];
    private StringBuilder output = new();
    private int steps;
    private long characters;
    private long work;
    private int calls;
    private int parts;
    private bool marksLost;

    public RenderContext(IEnumerable<KeyValuePair<string, object?>> variables)
    {
        scope = global;
        foreach ((string name, object? value) in variables)
        {
            global.Names[name] = value;
        }
    }

    /// <summary>Where in the template the work is.</summary>
    public int Position { get; private set; }

    public string Output => output.ToString();

    /// <summary>Places in the output that a template marks as written by the model; none if one of them is not known.</summary>
    public IReadOnlyList<(int Start, int End)> Marks => marksLost ? [] : marks;

    public void At(int position)
    {
        Position = position;
        if (++steps > MaxSteps)
        {
            throw new TemplateFault($"the template does more than {MaxSteps} steps");
        }
    }

    public void Write(string text)
    {
        Spend(text.Length);
        output.Append(text);
    }

    /// <summary>Counts text or items that are made.</summary>
    public void Spend(long amount)
    {
        characters += amount;
        if (characters > MaxCharacters)
        {
            throw new TemplateFault($"the template makes more than {MaxCharacters} characters of text");
        }
    }

    /// <summary>Ends the writing of values that hold one another too deeply or too many times over.</summary>
    public static void CheckLength(StringBuilder text)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (text.Length > MaxCharacters)
        {
            throw new TemplateFault($"a value is longer than {MaxCharacters} characters as text");
        }
    }

    /// <summary>Begins a part of an expression.</summary>
    public void EnterPart()
    {
        if (++parts > MaxParts)
        {
            throw new TemplateFault($"an expression is nested more than {MaxParts} deep");
        }
    }

    /// <summary>Ends the part that was begun last.</summary>
    public void LeavePart() => parts--;

    /// <summary>Counts text or items that are gone through.</summary>
    public void Work(long amount)
    {
        work += amount;
        if (work > MaxWork)
        {
            throw new TemplateFault($"the template goes through more than {MaxWork} characters or items");
        }
    }

    /// <summary>Runs what marks its output. Where text goes that a macro or a set block makes is not known.</summary>
    public Flow Marked(Func<Flow> body)
    {
        int start = output.Length;
        Flow flow = body();
        marks.Add((start, output.Length));
        marksLost |= calls > 0;
        return flow;
    }

    public object? Get(string name)
    {
        for (Scope? at = scope; at is not null; at = at.Outer)
        {
            if (at.Names.TryGetValue(name, out object? value))
            {
                return value;
            }
        }

        return Functions.Find(name) ?? (object)new Undefined($"'{name}'");
    }

    public void Set(string name, object? value) => scope.Names[name] = value;

    /// <summary>Runs something with names of its own, inside the current ones.</summary>
    public T Nested<T>(Func<T> body) => InScope(new Scope(scope), body);

    /// <summary>Runs a macro: it sees the global names and its own, and what it writes is the result.</summary>
    public string Captured(Action body, bool isMacro)
    {
        if (++calls > MaxCalls)
        {
            throw new TemplateFault($"macros call one another more than {MaxCalls} deep");
        }

        StringBuilder outer = output;
        output = new StringBuilder();
        try
        {
            InScope(new Scope(isMacro ? global : scope), () =>
            {
                body();
                return true;
            });
            return output.ToString();
        }
        finally
        {
            output = outer;
            calls--;
        }
    }

    private T InScope<T>(Scope inner, Func<T> body)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        Scope outer = scope;
        scope = inner;
        try
        {
            return body();
        }
        finally
        {
            scope = outer;
        }
    }

    private sealed class Scope(Scope? outer)
    {
        public Scope? Outer => outer;

        public Dictionary<string, object?> Names { get; } = new(StringComparer.Ordinal);
    }
}
