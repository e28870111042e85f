using System.Globalization;

namespace Amuro.Tokenization.Chat;

/// <summary>Expressions, from the weakest binding to the strongest.</summary>
internal sealed partial class TemplateParser
{
    /// <summary>An expression, or several with commas between them, which make a tuple.</summary>
    private Expression ParseTuple(bool withConditional = true)
    {
        int position = Current.Position;
        Expression first = withConditional ? ParseExpression() : ParseOr();
        if (!Current.Is(TokenKind.Sign, ","))
        {
            return first;
        }

        var items = new List<Expression> { first };
        while (TakeSign(",") && Current.Kind is not (TokenKind.StatementEnd or TokenKind.OutputEnd) && !Current.Is(TokenKind.Sign, ")"))
        {
            items.Add(withConditional ? ParseExpression() : ParseOr());
        }

        return new ListLiteral(position, items, isTuple: true);
    }

    private Expression ParseExpression()
    {
        int before = depth;
        Enter();
        Expression value = ParseOr();
        while (Current.Is(TokenKind.Name, "if"))
        {
            // Each of a chain holds the one before it.
            Enter();
            int position = tokens[at++].Position;
            Expression condition = ParseOr();
            value = new Conditional(position, condition, value, TakeName("else") ? ParseExpression() : null);
        }

        depth = before;
        return value;
    }

    private Expression ParseOr()
    {
        Expression left = ParseAnd();
        while (Current.Is(TokenKind.Name, "or"))
        {
            left = new Logical(tokens[at++].Position, isAnd: false, left, ParseAnd());
        }

        return left;
    }

    private Expression ParseAnd()
    {
        Expression left = ParseNot();
        while (Current.Is(TokenKind.Name, "and"))
        {
            left = new Logical(tokens[at++].Position, isAnd: true, left, ParseNot());
        }

        return left;
    }

    private Expression ParseNot()
    {
        if (!Current.Is(TokenKind.Name, "not"))
        {
            return ParseComparison();
        }

        Enter();
        int position = tokens[at++].Position;
        var value = new Unary(position, "not", ParseNot());
        depth--;
        return value;
    }

    private Expression ParseComparison()
    {
        int position = Current.Position;
        Expression left = ParseSum();
        var rest = new List<(string, Expression)>();
        while (true)
        {
            position = rest.Count == 0 ? Current.Position : position;
            if (Current.Kind == TokenKind.Sign && Current.Text is "==" or "!=" or "<" or "<=" or ">" or ">=")
            {
                string sign = tokens[at++].Text;
                rest.Add((sign, ParseSum()));
            }
            else if (TakeName("in"))
            {
                rest.Add(("in", ParseSum()));
            }
            else if (Current.Is(TokenKind.Name, "not") && tokens[at + 1].Is(TokenKind.Name, "in"))
            {
                at += 2;
                rest.Add(("not in", ParseSum()));
            }
            else
            {
                return rest.Count == 0 ? left : new Comparison(position, left, rest);
            }
        }
    }

    private Expression ParseSum() => ParseLeft(["+", "-"], ParseJoin);

    private Expression ParseJoin() => ParseLeft(["~"], ParseProduct);

    private Expression ParseProduct() => ParseLeft(["*", "/", "//", "%"], ParsePower);

    private Expression ParsePower()
    {
        Expression value = ParseUnary(withFilters: true);
        return Current.Is(TokenKind.Sign, "**") ? throw source.Error(Current.Position, "the operator '**' is not supported") : value;
    }

    private Expression ParseLeft(string[] signs, Func<Expression> next)
    {
        Expression left = next();
        while (Current.Kind == TokenKind.Sign && Array.IndexOf(signs, Current.Text) >= 0)
        {
            TemplateToken sign = tokens[at++];
            left = new Binary(sign.Position, sign.Text, left, next());
        }

        return left;
    }

    private Expression ParseUnary(bool withFilters)
    {
        Enter();
        Expression value;
        if (Current.Kind == TokenKind.Sign && Current.Text is "-" or "+")
        {
            TemplateToken sign = tokens[at++];
            value = new Unary(sign.Position, sign.Text, ParseUnary(withFilters: false));
        }
        else
        {
            value = ParsePrimary();
        }

        value = ParsePostfix(value);
        depth--;
        return withFilters ? ParseFilters(value) : value;
    }

    private Expression ParsePrimary()
    {
        TemplateToken token = Current;
        switch (token.Kind)
        {
            case TokenKind.Name:
                at++;
                return token.Text switch
                {
                    "true" or "True" => new Constant(token.Position, true),
                    "false" or "False" => new Constant(token.Position, false),
                    "none" or "None" => new Constant(token.Position, null),
                    _ => new Name(token.Position, token.Text),
                };
            case TokenKind.Literal:
                string text = "";
                while (Current.Kind == TokenKind.Literal)
                {
                    text += tokens[at++].Text;
                }

                return new Constant(token.Position, text);
            case TokenKind.Integer:
                at++;
                return long.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out long integer)
                    ? new Constant(token.Position, integer)
                    : throw source.Error(token.Position, "this integer is larger than 64 bits hold");
            case TokenKind.Float:
                at++;
                return new Constant(token.Position, double.Parse(token.Text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture));
            case TokenKind.Sign when token.Text == "(":
                at++;
                Expression inner = TakeSign(")") ? new ListLiteral(token.Position, [], isTuple: true) : ParseWrapped();
                return inner;
            case TokenKind.Sign when token.Text == "[":
                at++;
                return new ListLiteral(token.Position, ParseItems("]", ParseExpression), isTuple: false);
            case TokenKind.Sign when token.Text == "{":
                at++;
                return new MapLiteral(token.Position, ParseItems("}", ParsePair));
            default:
                throw Wrong("a value");
        }
    }

    private Expression ParseWrapped()
    {
        Expression value = ParseTuple();
        ExpectSign(")");
        return value;
    }

    private (Expression Key, Expression Value) ParsePair()
    {
        Expression key = ParseExpression();
        ExpectSign(":");
        return (key, ParseExpression());
    }

    private List<T> ParseItems<T>(string close, Func<T> next)
    {
        var items = new List<T>();
        while (!TakeSign(close))
        {
            items.Add(next());
            if (!Current.Is(TokenKind.Sign, close))
            {
                ExpectSign(",");
            }
        }

        return items;
    }
}
