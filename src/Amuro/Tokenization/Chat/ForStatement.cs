namespace Amuro.Tokenization.Chat;

internal sealed class ForStatement(Expression target, Expression items, Expression? condition, Block body, Block? otherwise) : Statement
{
    public override Flow Run(RenderContext context)
    {
        context.At(items.Position);
        object? value = items.Evaluate(context);
        context.At(items.Position);
        List<object?> all = Values.Items(value);
        context.Spend(all.Count);
        if (condition is not null)
        {
            all = all.FindAll(item => context.Nested(() =>
            {
                Targets.Assign(context, target, item);
                return Values.IsTrue(condition.Evaluate(context));
            }));
        }

        if (all.Count == 0 && otherwise is not null)
        {
            return context.Nested(() => otherwise.Run(context));
        }

        var loop = new LoopValue(all);
        for (; loop.Index < all.Count; loop.Index++)
        {
            Flow flow = context.Nested(() =>
            {
                Targets.Assign(context, target, all[loop.Index]);
                context.Set("loop", loop);
                return body.Run(context);
            });
            if (flow == Flow.Break)
            {
                break;
            }
        }

        return Flow.Next;
    }
}

/// <summary>The name 'loop' inside a loop.</summary>
internal sealed class LoopValue(List<object?> items)
{
    public int Index { get; set; }

    public bool TryGet(string name, out object? value)
    {
        int count = items.Count;
        (bool Found, object? Value) field = name switch
        {
            "index" => (true, Index + 1L),
            "index0" => (true, (long)Index),
            "revindex" => (true, (long)(count - Index)),
            "revindex0" => (true, count - Index - 1L),
            "length" => (true, (long)count),
            "first" => (true, Index == 0),
            "last" => (true, Index == count - 1),
            "previtem" => (true, Index > 0 ? items[Index - 1] : new Undefined("there is no previous item")),
            "nextitem" => (true, Index + 1 < count ? items[Index + 1] : new Undefined("there is no next item")),
            "cycle" => (true, new CallableValue("loop.cycle", Cycle)),
            "depth" or "depth0" or "changed" => throw new TemplateFault($"'loop.{name}' is not supported"),
            _ => (false, null),
        };
        value = field.Value;
        return field.Found;
    }

    private object? Cycle(CallArguments arguments)
    {
        List<object?> values = arguments.Rest();
        return values.Count > 0 ? values[Index % values.Count] : throw new TemplateFault("loop.cycle: expected a value, found none");
    }
}
