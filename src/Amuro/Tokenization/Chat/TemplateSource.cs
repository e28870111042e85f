namespace Amuro.Tokenization.Chat;

/// <summary>The text of a template and its name. Line ends become LF and one at the very end is dropped, as in Jinja.</summary>
internal sealed class TemplateSource
{
    private readonly string name;

    public TemplateSource(string name, string text)
    {
        this.name = name;
        Original = text;
        string unix = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        Text = unix.EndsWith('\n') ? unix[..^1] : unix;
    }

    public string Original { get; }

    public string Text { get; }

    /// <summary>An error at a place of <see cref="Text"/>: the message names template, line and column, both from 1.</summary>
    public AmuroException Error(int position, string message)
    {
        ReadOnlySpan<char> before = Text.AsSpan(0, Math.Min(position, Text.Length));
        int line = 1 + before.Count('\n');
        int column = before.Length - before.LastIndexOf('\n');
        return new AmuroException($"{name}, line {line}, column {column}: {message.ReplaceLineEndings("\\n")}");
    }
}

/// <summary>Thrown by what knows no place in the template; turned into an <see cref="AmuroException"/> with the place.</summary>
internal sealed class TemplateFault(string message) : Exception(message);
