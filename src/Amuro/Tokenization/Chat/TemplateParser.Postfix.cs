namespace Amuro.Tokenization.Chat;

/// <summary>What stands after a value: members, calls, filters, tests.</summary>
internal sealed partial class TemplateParser
{
    private Expression ParsePostfix(Expression value)
    {
        while (Current.Kind == TokenKind.Sign)
        {
            TemplateToken sign = Current;
            switch (sign.Text)
            {
                case ".":
                    at++;
                    TemplateToken field = Take(TokenKind.Name, "the name of a field");
                    value = new Member(sign.Position, value, new Constant(field.Position, field.Text), isDot: true);
                    break;
                case "[":
                    at++;
                    value = ParseBrackets(value, sign.Position);
                    break;
                case "(":
                    value = new Call(sign.Position, value, ParseArguments());
                    break;
                default:
                    return value;
            }
        }

        return value;
    }

    private Expression ParseBrackets(Expression value, int position)
    {
        Expression? first = Current.Is(TokenKind.Sign, ":") ? null : ParseExpression();
        if (first is not null && TakeSign("]"))
        {
            return new Member(position, value, first, isDot: false);
        }

        ExpectSign(":");
        Expression? end = Current.Text is "]" or ":" && Current.Kind == TokenKind.Sign ? null : ParseExpression();
        Expression? step = TakeSign(":") && !Current.Is(TokenKind.Sign, "]") ? ParseExpression() : null;
        ExpectSign("]");
        return new Slice(position, value, first, end, step);
    }

    private ArgumentList ParseArguments()
    {
        ExpectSign("(");
        var positional = new List<Expression>();
        var named = new List<(string, Expression)>();
        while (!TakeSign(")"))
        {
            if (Current.Kind == TokenKind.Name && tokens[at + 1].Is(TokenKind.Sign, "="))
            {
                string name = Current.Text;
                at += 2;
                named.Add((name, ParseExpression()));
            }
            else if (Current.Kind == TokenKind.Sign && Current.Text is "*" or "**")
            {
                throw source.Error(Current.Position, $"arguments with '{Current.Text}' are not supported");
            }
            else
            {
                positional.Add(named.Count == 0 ? ParseExpression() : throw Wrong("an argument with a name"));
            }

            if (!Current.Is(TokenKind.Sign, ")"))
            {
                ExpectSign(",");
            }
        }

        return new ArgumentList(positional, named);
    }

    private Expression ParseFilters(Expression value)
    {
        while (true)
        {
            if (TakeSign("|"))
            {
                TemplateToken name = Take(TokenKind.Name, "the name of a filter");
                CallableValue filter = Filters.Find(name.Text)
                    ?? throw source.Error(name.Position, $"the filter '{name.Text}' is not supported");
                value = new Applied(name.Position, value, filter, CallArgumentsIfAny());
            }
            else if (TakeName("is"))
            {
                value = ParseTest(value);
            }
            else if (Current.Is(TokenKind.Sign, "("))
            {
                int position = Current.Position;
                value = new Call(position, value, ParseArguments());
            }
            else
            {
                return value;
            }
        }
    }

    private ArgumentList CallArgumentsIfAny() =>
        Current.Is(TokenKind.Sign, "(") ? ParseArguments() : ArgumentList.Empty;

    private Expression ParseTest(Expression value)
    {
        bool negated = TakeName("not");
        TemplateToken name = Take(TokenKind.Name, "the name of a test");
        CallableValue test = Tests.Find(name.Text)
            ?? throw source.Error(name.Position, $"the test '{name.Text}' is not supported");
        ArgumentList arguments = CallArgumentsIfAny();

        // One argument may follow without brackets: is divisibleby 3.
        bool bare = arguments == ArgumentList.Empty
            && (Current.Kind is TokenKind.Literal or TokenKind.Integer or TokenKind.Float
                || (Current.Kind == TokenKind.Sign && Current.Text is "[" or "{")
                || (Current.Kind == TokenKind.Name && Current.Text is not ("else" or "or" or "and" or "is" or "if" or "in" or "not")));
        if (bare)
        {
            arguments = new ArgumentList([ParsePostfix(ParsePrimary())], []);
        }

        Expression result = new Applied(name.Position, value, test, arguments);
        return negated ? new Unary(name.Position, "not", result) : result;
    }
}
