namespace Amuro.Tokenization.Chat;

internal enum TokenKind
{
    Text,
    OutputBegin,
    OutputEnd,
    StatementBegin,
    StatementEnd,
    Name,
    Literal,
    Integer,
    Float,
    Sign,
    End,
}

/// <summary>A token of a template; the text of a literal is its value.</summary>
internal readonly record struct TemplateToken(TokenKind Kind, string Text, int Position)
{
    public bool Is(TokenKind kind, string text) => Kind == kind && string.Equals(Text, text, StringComparison.Ordinal);

    public string Describe() => Kind switch
    {
        TokenKind.End => "the end of the template",
        TokenKind.StatementEnd => "'%}'",
        TokenKind.OutputEnd => "'}}'",
        TokenKind.Text or TokenKind.OutputBegin or TokenKind.StatementBegin => "the end of the tag",
        _ => $"'{Runtime.StrictText.Shorten(Text)}'",
    };
}
