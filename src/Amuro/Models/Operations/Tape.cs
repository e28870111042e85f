using static TorchSharp.torch;

namespace Amuro.Models.Operations;

/// <summary>
/// The operations of one forward pass, each with its own way back. Unlike autograd it frees every tensor as soon as the way
/// back has passed it, adds the gradients of weights in place, and lets an operation overwrite what nobody reads any more.
/// </summary>
internal sealed class Tape
{
    private readonly Stack<(Variable Output, Action<Tensor> Backward, Tensor[] Saved)> _operations = new();

    /// <summary>Notes an operation.</summary>
    /// <param name="output">Its result.</param>
    /// <param name="needsGradient">Whether an input of it needs a gradient; otherwise the way back ends here.</param>
    /// <param name="backward">Takes the gradient of the result and adds to those of the inputs; may overwrite it.</param>
    /// <param name="saved">Tensors that the way back reads beside the inputs; freed with it.</param>
    public Variable Record(Tensor output, bool needsGradient, Action<Tensor> backward, params Tensor[] saved)
    {
        Variable variable = new(output, needsGradient);
        _operations.Push((variable, backward, saved));
        return variable;
    }

    /// <summary>
    /// An operation given as a formula that torch can differentiate, with its own small graph. For what has no kernel; without
    /// a tape it is the formula alone.
    /// </summary>
    public static Variable Formula(Tape? tape, Func<Tensor[], Tensor> formula, params Variable[] inputs)
    {
        if (tape is null)
        {
            return new Variable(formula([.. inputs.Select(i => i.Data)]));
        }

        bool needsGradient = inputs.Any(i => i.NeedsGradient);
        Tensor[] leaves = [.. inputs.Select(i => i.Data.detach().requires_grad_(i.NeedsGradient))];
        Tensor output;
        using (NewDisposeScope())
        using (enable_grad())
        {
            output = formula(leaves).MoveToOuterDisposeScope();
        }

        void Backward(Tensor gradient)
        {
            using (enable_grad())
            {
                output.backward([gradient]);
            }

            for (int i = 0; i < inputs.Length; i++)
            {
                if (leaves[i].grad is { } part)
                {
                    inputs[i].Accumulate(part);
                }
            }
        }

        return tape.Record(output.detach(), needsGradient, Backward, [output, .. leaves]);
    }

    /// <summary>Goes back through all operations, from a variable whose gradient is set.</summary>
    public void Backward()
    {
        while (_operations.TryPop(out (Variable Output, Action<Tensor> Backward, Tensor[] Saved) operation))
        {
            if (operation.Output is { NeedsGradient: true, Gradient: { } gradient })
            {
                operation.Backward(gradient);
            }

            operation.Output.Free();
            foreach (Tensor tensor in operation.Saved)
            {
                tensor.Dispose();
            }
        }
    }
}
