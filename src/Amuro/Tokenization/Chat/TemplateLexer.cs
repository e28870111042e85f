namespace Amuro.Tokenization.Chat;

/// <summary>
/// Cuts a template into text and tags, with the white-space rules that transformers sets: trim_blocks (a newline after a
/// statement or comment goes) and lstrip_blocks (blanks before one at the start of a line go), and the marks - and +.
/// </summary>
internal sealed class TemplateLexer
{
    private readonly TemplateSource source;
    private readonly string text;
    private readonly List<TemplateToken> tokens = [];
    private int at;
    private bool lineStart = true;

    private TemplateLexer(TemplateSource source)
    {
        this.source = source;
        text = source.Text;
    }

    public static List<TemplateToken> Read(TemplateSource source)
    {
        var lexer = new TemplateLexer(source);
        lexer.Run();
        return lexer.tokens;
    }

    private void Run()
    {
        while (at < text.Length)
        {
            int tag = NextTag(at);
            if (tag < 0)
            {
                AddText(text[at..], at);
                break;
            }

            char kind = text[tag + 1];
            int inner = tag + 2;
            char mark = inner < text.Length && text[inner] is '-' or '+' ? text[inner++] : '\0';
            AddText(BeforeTag(text[at..tag], kind, mark), at);
            at = inner;
            if (kind == '#')
            {
                SkipComment(tag);
            }
            else
            {
                ReadTag(kind == '{', tag);
            }
        }

        tokens.Add(new TemplateToken(TokenKind.End, "", text.Length));
    }

    private int NextTag(int start)
    {
        for (int index = start; index + 1 < text.Length; index++)
        {
            if (text[index] == '{' && text[index + 1] is '{' or '%' or '#')
            {
                return index;
            }
        }

        return -1;
    }

    private string BeforeTag(string before, char kind, char mark)
    {
        if (mark == '-')
        {
            return PythonText.Strip(before, left: false, right: true);
        }

        if (mark == '+' || kind == '{')
        {
            return before;
        }

        int line = before.LastIndexOf('\n') + 1;
        return (line > 0 || lineStart) && PythonText.IsSpace(before.AsSpan(line)) ? before[..line] : before;
    }

    private void AddText(string content, int position)
    {
        if (content.Length > 0)
        {
            tokens.Add(new TemplateToken(TokenKind.Text, content, position));
        }
    }

    private void SkipComment(int tag)
    {
        int end = text.IndexOf("#}", at, StringComparison.Ordinal);
        if (end < 0)
        {
            throw source.Error(tag, "expected '#}' at the end of this comment, found none");
        }

        char mark = end > at ? text[end - 1] : '\0';
        at = end + 2;
        AfterTag(mark, trimNewline: true);
    }

    // What follows an end of a tag is taken with it; at stands behind the tag.
    private void AfterTag(char mark, bool trimNewline)
    {
        int end = at;
        if (mark == '-')
        {
            while (end < text.Length && CodePoints.IsPythonSpace(text[end]))
            {
                end++;
            }
        }
        else if (trimNewline && mark != '+' && end < text.Length && text[end] == '\n')
        {
            end++;
        }

        at = end;
        lineStart = text[at - 1] == '\n';
    }

    private void ReadTag(bool isOutput, int tag)
    {
        tokens.Add(new TemplateToken(isOutput ? TokenKind.OutputBegin : TokenKind.StatementBegin, "", tag));
        string close = isOutput ? "}}" : "%}";
        int open = 0;
        while (true)
        {
            while (at < text.Length && CodePoints.IsPythonSpace(text[at]))
            {
                at++;
            }

            if (at >= text.Length)
            {
                throw source.Error(tag, $"expected '{close}' at the end of this tag, found none");
            }

            char mark = text[at] == '-' || (text[at] == '+' && !isOutput) ? text[at] : '\0';
            int end = mark == '\0' ? at : at + 1;
            if (open == 0 && string.CompareOrdinal(text, end, close, 0, 2) == 0)
            {
                tokens.Add(new TemplateToken(isOutput ? TokenKind.OutputEnd : TokenKind.StatementEnd, "", at));
                at = end + 2;
                AfterTag(mark, trimNewline: !isOutput);
                return;
            }

            TemplateToken token = TagLexer.Next(source, ref at);
            tokens.Add(token);
            if (token.Kind == TokenKind.Sign)
            {
                open += token.Text is "(" or "[" or "{" ? 1 : token.Text is ")" or "]" or "}" ? -1 : 0;
            }
            else if (token.Is(TokenKind.Name, "raw") && tokens[^2].Kind == TokenKind.StatementBegin)
            {
                throw source.Error(tag, "the statement 'raw' is not supported");
            }
        }
    }
}
