namespace Amuro.Tokenization.Chat;

internal enum Flow
{
    Next,
    Break,
    Continue,
}

/// <summary>A part of a template that does something.</summary>
internal abstract class Statement
{
    public abstract Flow Run(RenderContext context);
}

internal sealed class Block(IReadOnlyList<Statement> statements) : Statement
{
    public override Flow Run(RenderContext context)
    {
        foreach (Statement statement in statements)
        {
            if (statement.Run(context) is not Flow.Next and var flow)
            {
                return flow;
            }
        }

        return Flow.Next;
    }
}

internal sealed class PlainText(string text) : Statement
{
    public override Flow Run(RenderContext context)
    {
        context.Write(text);
        return Flow.Next;
    }
}

internal sealed class Output(Expression value) : Statement
{
    public override Flow Run(RenderContext context)
    {
        object? result = value.Evaluate(context);
        context.At(value.Position);
        context.Write(PrintedText.Of(result));
        return Flow.Next;
    }
}

internal sealed class Branches(IReadOnlyList<(Expression? Condition, Block Body)> branches) : Statement
{
    public override Flow Run(RenderContext context)
    {
        foreach ((Expression? condition, Block body) in branches)
        {
            if (condition is null || Values.IsTrue(condition.Evaluate(context)))
            {
                return body.Run(context);
            }
        }

        return Flow.Next;
    }
}

internal sealed class Jump(Flow flow) : Statement
{
    public override Flow Run(RenderContext context) => flow;
}

internal sealed class Assignment(Expression target, Expression value) : Statement
{
    public override Flow Run(RenderContext context)
    {
        object? result = value.Evaluate(context);
        Targets.Assign(context, target, result);
        return Flow.Next;
    }
}

/// <summary>{% set name %}...{% endset %}</summary>
internal sealed class BlockAssignment(Expression target, Block body) : Statement
{
    public override Flow Run(RenderContext context)
    {
        Targets.Assign(context, target, context.Captured(() => body.Run(context), isMacro: false));
        return Flow.Next;
    }
}

/// <summary>{% generation %}...{% endgeneration %}: marks what a model wrote, for training masks; the text is the same.</summary>
internal sealed class Generation(Block body) : Statement
{
    public override Flow Run(RenderContext context) => context.Marked(() => body.Run(context));
}

internal sealed class MacroDefinition(string name, IReadOnlyList<(string Name, Expression? Default)> parameters, Block body) : Statement
{
    public override Flow Run(RenderContext context)
    {
        context.Set(name, new CallableValue(name, arguments =>
            context.Captured(() => RunBody(arguments), isMacro: true)));
        return Flow.Next;
    }

    private void RunBody(CallArguments arguments)
    {
        foreach ((string parameter, Expression? ifAbsent) in parameters)
        {
            object? value = arguments.Has(parameter) ? arguments.Optional(parameter)
                : ifAbsent is null ? new Undefined($"parameter '{parameter}'")
                : ifAbsent.Evaluate(arguments.Context);
            arguments.Context.Set(parameter, value);
        }

        body.Run(arguments.Context);
    }
}

/// <summary>Assignment to a name, several names, or a field of a namespace.</summary>
internal static class Targets
{
    public static void Assign(RenderContext context, Expression target, object? value)
    {
        context.At(target.Position);
        switch (target)
        {
            case Name name:
                context.Set(name.Text, value);
                break;
            case ListLiteral names:
                List<object?> items = Values.Items(value);
                if (items.Count != names.Items.Count)
                {
                    throw new TemplateFault($"expected {names.Items.Count} values for as many names, found {items.Count}");
                }

                for (int i = 0; i < items.Count; i++)
                {
                    Assign(context, names.Items[i], items[i]);
                }

                break;
            case Member { DotName: { } field } member:
                object? whole = member.Whole.Evaluate(context);
                if (whole is not NamespaceValue space)
                {
                    throw new TemplateFault($"expected a namespace to set '{field}' of, found {Values.Describe(whole)}");
                }

                space.Fields[field] = value;
                break;
        }
    }
}
