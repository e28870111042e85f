namespace Amuro.Tokenization.Chat;

/// <summary>The statements of a template. What is not known is refused by its name and place.</summary>
internal sealed partial class TemplateParser
{
    private const int MaxDepth = 100;
    private readonly TemplateSource source;
    private readonly List<TemplateToken> tokens;
    private int at;
    private int depth;
    private int loops;

    private TemplateParser(TemplateSource source)
    {
        this.source = source;
        tokens = TemplateLexer.Read(source);
    }

    private TemplateToken Current => tokens[at];

    public static Block Parse(TemplateSource source)
    {
        var parser = new TemplateParser(source);
        Block block = parser.ParseBlock();
        return parser.Current.Kind == TokenKind.End ? block : throw parser.Wrong("a statement that begins something");
    }

    /// <summary>Statements up to one of the names given (which is then the current token), or to the end if none is given.</summary>
    private Block ParseBlock(params ReadOnlySpan<string> ends)
    {
        int start = Current.Position;
        Enter();
        var statements = new List<Statement>();
        while (Current.Kind != TokenKind.End)
        {
            TemplateToken token = tokens[at++];
            switch (token.Kind)
            {
                case TokenKind.Text:
                    statements.Add(new PlainText(token.Text));
                    break;
                case TokenKind.OutputBegin:
                    statements.Add(new Output(ParseTuple()));
                    Expect(TokenKind.OutputEnd);
                    break;
                default:
                    if (Current.Kind == TokenKind.Name && ends.Contains(Current.Text))
                    {
                        depth--;
                        return new Block(statements);
                    }

                    statements.Add(ParseStatement());
                    break;
            }
        }

        depth--;
        return ends.IsEmpty ? new Block(statements) : throw source.Error(start, $"expected '{string.Join("' or '", ends)}' after this, found the end of the template");
    }

    private Statement ParseStatement()
    {
        TemplateToken name = Take(TokenKind.Name, "the name of a statement");
        switch (name.Text)
        {
            case "if":
                return ParseIf();
            case "for":
                return ParseFor();
            case "set":
                return ParseSet();
            case "macro":
                return ParseMacro();
            case "generation":
                EndTag();
                Block body = ParseBlock("endgeneration");
                at++;
                EndTag();
                return new Generation(body);
            case "break" or "continue" when loops > 0:
                EndTag();
                return new Jump(name.Text == "break" ? Flow.Break : Flow.Continue);
            default:
                throw source.Error(name.Position, $"the statement '{name.Text}' is not supported here: expected one of if, for, set, macro, generation, break, continue or the end of one that is open");
        }
    }

    private Branches ParseIf()
    {
        var branches = new List<(Expression?, Block)>();
        Expression? condition = ParseTuple();
        while (true)
        {
            EndTag();
            bool isElse = condition is null;
            branches.Add((condition, isElse ? ParseBlock("endif") : ParseBlock("elif", "else", "endif")));
            switch (tokens[at++].Text)
            {
                case "elif":
                    condition = ParseTuple();
                    break;
                case "else":
                    condition = null;
                    break;
                default:
                    EndTag();
                    return new Branches(branches);
            }
        }
    }

    private ForStatement ParseFor()
    {
        Expression target = ParseTarget(withField: false);
        if (!TakeName("in"))
        {
            throw Wrong("'in'");
        }

        Expression items = ParseTuple(withConditional: false);
        Expression? condition = TakeName("if") ? ParseExpression() : null;
        if (Current.Is(TokenKind.Name, "recursive"))
        {
            throw source.Error(Current.Position, "loops that are 'recursive' are not supported");
        }

        EndTag();
        loops++;
        Block body = ParseBlock("else", "endfor");
        loops--;
        Block? otherwise = null;
        if (tokens[at++].Text == "else")
        {
            EndTag();
            otherwise = ParseBlock("endfor");
            at++;
        }

        EndTag();
        return new ForStatement(target, items, condition, body, otherwise);
    }

    private Statement ParseSet()
    {
        Expression target = ParseTarget(withField: true);
        if (TakeSign("="))
        {
            Expression value = ParseTuple();
            EndTag();
            return new Assignment(target, value);
        }

        EndTag();
        Block body = ParseBlock("endset");
        at++;
        EndTag();
        return new BlockAssignment(target, body);
    }

    private MacroDefinition ParseMacro()
    {
        string name = Take(TokenKind.Name, "the name of a macro").Text;
        ExpectSign("(");
        var parameters = new List<(string, Expression?)>();
        while (!TakeSign(")"))
        {
            string parameter = Take(TokenKind.Name, "the name of a parameter").Text;
            parameters.Add((parameter, TakeSign("=") ? ParseExpression() : null));
            if (!Current.Is(TokenKind.Sign, ")"))
            {
                ExpectSign(",");
            }
        }

        EndTag();
        (int outer, loops) = (loops, 0);
        Block body = ParseBlock("endmacro");
        loops = outer;
        at++;
        EndTag();
        return new MacroDefinition(name, parameters, body);
    }

    private Expression ParseTarget(bool withField)
    {
        int position = Current.Position;
        bool wrapped = TakeSign("(");
        var names = new List<Expression>();
        bool isTuple = false;
        do
        {
            if (names.Count > 0 && Current.Kind != TokenKind.Name)
            {
                break;
            }

            TemplateToken name = Take(TokenKind.Name, "a name");
            Expression target = new Name(name.Position, name.Text);
            if (withField && TakeSign("."))
            {
                TemplateToken field = Take(TokenKind.Name, "the name of a field");
                target = new Member(name.Position, target, new Constant(field.Position, field.Text), isDot: true);
            }

            names.Add(target);
        }
        while (TakeSign(",") && (isTuple = true));

        if (wrapped)
        {
            ExpectSign(")");
        }

        return isTuple ? new ListLiteral(position, names, isTuple: true) : names[0];
    }

    private void EndTag() => Expect(TokenKind.StatementEnd);

    private void Expect(TokenKind kind)
    {
        if (Current.Kind != kind)
        {
            throw Wrong(kind == TokenKind.OutputEnd ? "'}}'" : "'%}'");
        }

        at++;
    }

    private TemplateToken Take(TokenKind kind, string what) => Current.Kind == kind ? tokens[at++] : throw Wrong(what);

    private bool TakeSign(string sign) => TakeIf(TokenKind.Sign, sign);

    private bool TakeName(string name) => TakeIf(TokenKind.Name, name);

    private bool TakeIf(TokenKind kind, string text)
    {
        bool found = Current.Is(kind, text);
        at += found ? 1 : 0;
        return found;
    }

    private void ExpectSign(string sign)
    {
        if (!TakeSign(sign))
        {
            throw Wrong($"'{sign}'");
        }
    }

    private AmuroException Wrong(string expected) =>
        source.Error(Current.Position, $"expected {expected}, found {Current.Describe()}");

    private void Enter()
    {
        if (++depth > MaxDepth)
        {
            throw source.Error(Current.Position, $"the template is nested more than {MaxDepth} deep");
        }
    }
}
