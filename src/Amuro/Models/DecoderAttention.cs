using Amuro.Models.Operations;
using Amuro.Runtime.Kernels;
using static TorchSharp.torch;

namespace Amuro.Models;

/// <summary>What lies between the two linear layers of attention: norms and turns of queries and keys, and the reading of values.</summary>
/// <remarks>Shapes: N tokens, h query heads, k key/value heads, d head width; rows are [N, (h + k + k) d], queries first.</remarks>
internal sealed class DecoderAttention(DecoderConfig config, DecoderTraits traits, ParameterBuffer parameters, DecoderNorm norm)
{
    /// <summary>From the projection [N, (h + k + k) d] to what was read [N, h d]. May overwrite the projection.</summary>
    public Variable Apply(Tape? tape, Variable projected, int layer, AttentionPlan plan, RotaryTurn? rotary)
    {
        // One memory layout for all kernels; a caller who has torch record the operations gets torch's own.
        bool kernels = Memory.IsReachable(projected.Data) && !(tape is null && is_grad_enabled() && projected.Data.requires_grad);
        Variable rows = Turned(tape, projected, layer, rotary, kernels);
        if (kernels && AttentionKernel.Fits(config.HeadDim))
        {
            if (plan.IsPlain)
            {
                if (plan.Keeps)
                {
                    (Tensor turned, Tensor values) = Split(rows.Data);
                    plan.Keep(turned.narrow(1, config.Heads, config.KeyValueHeads), values, layer);
                }

                return Read(tape, rows, plan.ShapeOf(layer));
            }

            if (tape is null && plan.IsTree)
            {
                Tensor o = empty(rows.Data.shape[0], config.Heads * config.HeadDim, dtype: rows.Data.dtype);
                using TreePrefix? prefix = plan.PrefixOf(layer);
                TreeAttentionKernel.Forward(rows.Data, o, plan.TreeOf(layer), prefix);
                return new Variable(o);
            }
        }

        return Tape.Formula(tape, inputs =>
        {
            (Tensor queriesAndKeys, Tensor values) = Split(inputs[0]);
            return plan.Attend(queriesAndKeys, values, layer, config.Heads);
        }, rows);
    }

    // Queries and keys [N, h + k, d], values [N, k, d].
    private (Tensor QueriesAndKeys, Tensor Values) Split(Tensor rows)
    {
        Tensor[] parts = rows.view(-1, config.Heads + (2 * config.KeyValueHeads), config.HeadDim)
            .split([config.Heads + config.KeyValueHeads, config.KeyValueHeads], dim: 1);
        return (parts[0], parts[1]);
    }

    // Queries and keys normed and turned.
    private Variable Turned(Tape? tape, Variable projected, int layer, RotaryTurn? rotary, bool kernels)
    {
        Variable rows = traits.QueryKeyNorm != QueryKeyNorm.None
            ? Normed(tape, projected, parameters.Variable(Role.QueryNorm, layer), parameters.Variable(Role.KeyNorm, layer), kernels)
            : traits.RowsByHead ? Tape.Formula(tape, inputs => Sorted(inputs[0]), projected) : projected;
        if (rotary is null)
        {
            return rows;
        }

        bool slides = config.Slides(layer);
        int turned = config.Heads + config.KeyValueHeads;
        if (!kernels || !RotaryKernel.Fits(config.HeadDim) || !rotary.TurnsAll(config.HeadDim))
        {
            return Tape.Formula(tape, inputs =>
            {
                Tensor[] parts = inputs[0].view(-1, turned + config.KeyValueHeads, config.HeadDim).split([turned, config.KeyValueHeads], dim: 1);
                return cat([rotary.Turn(parts[0], slides), parts[1]], dim: 1).flatten(1);
            }, rows);
        }

        (Tensor cosine, Tensor sine) = rotary.Tables(slides);
        RotaryKernel.Turn(rows.Data, cosine, sine, turned, back: false);
        return tape is null ? rows : tape.Record(rows.Data.alias(), rows.NeedsGradient, gradient =>
        {
            RotaryKernel.Turn(gradient, cosine, sine, turned, back: true);
            rows.Accumulate(gradient.alias());
        });
    }

    private static Variable Read(Tape? tape, Variable rows, AttentionShape shape)
    {
        long count = rows.Data.shape[0];
        Tensor o = empty(count, shape.Heads * shape.HeadDim, dtype: rows.Data.dtype);
        Tensor lse = empty(count, shape.Heads, dtype: ScalarType.Float32);
        AttentionKernel.Forward(rows.Data, o, lse, shape);
        if (tape is null)
        {
            lse.Dispose();
            return new Variable(o);
        }

        return tape.Record(o, rows.NeedsGradient, gradient =>
        {
            Tensor dRows = empty_like(rows.Data);
            AttentionKernel.Backward(gradient, rows.Data, o, lse, dRows, shape);
            rows.Accumulate(dRows);
        }, lse);
    }

    private Variable Normed(Tape? tape, Variable rows, Variable queryWeight, Variable keyWeight, bool kernels)
    {
        (int h, int k, int d) = (config.Heads, config.KeyValueHeads, config.HeadDim);
        bool byHead = traits.QueryKeyNorm == QueryKeyNorm.Head;
        if (kernels && RmsNormKernel.Fits(d))
        {
            RowPieces queries = new(rows.Data.shape[1], 0, byHead ? h : 1), keys = new(rows.Data.shape[1], (long)h * d, byHead ? k : 1);
            return norm.RootMeanSquare(tape, rows, [(queryWeight, queries), (keyWeight, keys)], rest: (h + k) * d);
        }

        return Tape.Formula(tape, inputs =>
        {
            Tensor[] parts = inputs[0].view(-1, h + k + k, d).split([h, k, k], dim: 1);
            return cat([Normed(parts[0], inputs[1], byHead), Normed(parts[1], inputs[2], byHead), parts[2]], dim: 1).flatten(1);
        }, rows, queryWeight, keyWeight);
    }

    private Tensor Normed(Tensor x, Tensor weight, bool byHead) =>
        byHead ? norm.RootMeanSquare(x, weight) : norm.RootMeanSquare(x.flatten(1), weight).view(x.shape);

    // From head after head, each with query, key and value, to all queries, all keys, all values.
    private Tensor Sorted(Tensor rows) => rows.view(-1, config.Heads, 3, config.HeadDim).transpose(1, 2).flatten(1);
}
