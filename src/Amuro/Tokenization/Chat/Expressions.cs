using System.Runtime.CompilerServices;

namespace Amuro.Tokenization.Chat;

/// <summary>A part of a template that has a value.</summary>
internal abstract class Expression(int position)
{
    public int Position => position;

    public object? Evaluate(RenderContext context)
    {
        // Not left to the size of the stack: how deep that lets it go depends on the thread and on how hot the code is.
        RuntimeHelpers.EnsureSufficientExecutionStack();
        context.EnterPart();
        try
        {
            return Compute(context);
        }
        finally
        {
            context.LeavePart();
        }
    }

    protected abstract object? Compute(RenderContext context);
}

internal sealed class Constant(int position, object? value) : Expression(position)
{
    public object? Fixed => value;

    protected override object? Compute(RenderContext context) => value;
}

internal sealed class Name(int position, string name) : Expression(position)
{
    public string Text => name;

    protected override object? Compute(RenderContext context)
    {
        context.At(Position);
        return context.Get(name);
    }
}

internal sealed class ListLiteral(int position, IReadOnlyList<Expression> items, bool isTuple) : Expression(position)
{
    public IReadOnlyList<Expression> Items => items;

    public bool IsTuple => isTuple;

    protected override object? Compute(RenderContext context)
    {
        context.Spend(items.Count);
        IEnumerable<object?> values = items.Select(item => item.Evaluate(context));
        return isTuple ? new TupleValue(values) : values.ToList();
    }
}

internal sealed class MapLiteral(int position, IReadOnlyList<(Expression Key, Expression Value)> items) : Expression(position)
{
    protected override object? Compute(RenderContext context)
    {
        var map = new MapValue();
        foreach ((Expression key, Expression value) in items)
        {
            string name = Values.Text(key.Evaluate(context), "the key of a mapping");
            map[name] = value.Evaluate(context);
        }

        return map;
    }
}

/// <summary>a if b else c; without else and with b false it is undefined.</summary>
internal sealed class Conditional(int position, Expression condition, Expression whenTrue, Expression? whenFalse) : Expression(position)
{
    protected override object? Compute(RenderContext context) =>
        Values.IsTrue(condition.Evaluate(context)) ? whenTrue.Evaluate(context)
        : whenFalse is null ? new Undefined("an 'if' without 'else'")
        : whenFalse.Evaluate(context);
}

/// <summary>and, or: the value of the side that decides.</summary>
internal sealed class Logical(int position, bool isAnd, Expression left, Expression right) : Expression(position)
{
    protected override object? Compute(RenderContext context)
    {
        object? first = left.Evaluate(context);
        return Values.IsTrue(first) == isAnd ? right.Evaluate(context) : first;
    }
}

internal sealed class Unary(int position, string sign, Expression operand) : Expression(position)
{
    protected override object? Compute(RenderContext context)
    {
        object? value = operand.Evaluate(context);
        context.At(Position);
        return sign == "not" ? !Values.IsTrue(value) : Operators.Sign(sign, value);
    }
}

internal sealed class Binary(int position, string sign, Expression left, Expression right) : Expression(position)
{
    protected override object? Compute(RenderContext context)
    {
        object? first = left.Evaluate(context);
        object? second = right.Evaluate(context);
        context.At(Position);
        return Operators.Apply(context, sign, first, second);
    }
}

/// <summary>a &lt; b &lt; c: every pair must hold.</summary>
internal sealed class Comparison(int position, Expression first, IReadOnlyList<(string Sign, Expression Value)> rest) : Expression(position)
{
    protected override object? Compute(RenderContext context)
    {
        object? left = first.Evaluate(context);
        foreach ((string sign, Expression value) in rest)
        {
            object? right = value.Evaluate(context);
            context.At(Position);
            if (!Operators.Holds(sign, left, right))
            {
                return false;
            }

            left = right;
        }

        return true;
    }
}

/// <summary>a.b, and a['b'] or a[0]. A dot looks for a method first, brackets for an item.</summary>
internal sealed class Member(int position, Expression whole, Expression key, bool isDot) : Expression(position)
{
    public Expression Whole => whole;

    public string? DotName => isDot && key is Constant { Fixed: string name } ? name : null;

    protected override object? Compute(RenderContext context)
    {
        object? value = whole.Evaluate(context);
        object? name = key.Evaluate(context);
        context.At(Position);
        context.Work(value is string text ? text.Length : 1);
        return Members.Get(value, name, isDot);
    }
}

internal sealed class Slice(int position, Expression whole, Expression? from, Expression? to, Expression? step) : Expression(position)
{
    protected override object? Compute(RenderContext context)
    {
        object? value = whole.Evaluate(context);
        long? first = Bound(from, context);
        long? end = Bound(to, context);
        long? stride = Bound(step, context);
        context.At(Position);
        context.Work(Values.Size(value));
        return Members.Slice(value, first, end, stride ?? 1);
    }

    private static long? Bound(Expression? bound, RenderContext context) =>
        bound?.Evaluate(context) is { } value ? Values.Integer(value) : null;
}

internal sealed record ArgumentList(IReadOnlyList<Expression> Positional, IReadOnlyList<(string Name, Expression Value)> Named)
{
    public static ArgumentList Empty { get; } = new([], []);

    public object? Call(RenderContext context, int position, CallableValue callee, List<object?> first)
    {
        first.AddRange(Positional.Select(argument => argument.Evaluate(context)));
        var named = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach ((string name, Expression value) in Named)
        {
            named[name] = value.Evaluate(context);
        }

        context.At(position);
        context.Work(first.Count > 0 ? Values.Size(first[0]) : 1);
        return callee.Call(context, first, named);
    }
}

internal sealed class Call(int position, Expression callee, ArgumentList arguments) : Expression(position)
{
    protected override object? Compute(RenderContext context)
    {
        object? value = callee.Evaluate(context);
        return value is CallableValue function
            ? arguments.Call(context, Position, function, [])
            : throw new TemplateFault($"expected a function to call, found {Values.Describe(value)}");
    }
}

/// <summary>A filter or test: a function whose first argument stands before it.</summary>
internal sealed class Applied(int position, Expression operand, CallableValue function, ArgumentList arguments) : Expression(position)
{
    protected override object? Compute(RenderContext context) =>
        arguments.Call(context, Position, function, [operand.Evaluate(context)]);
}
