using Amuro.Models.Operations;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Models;

/// <summary>The blocks of a model: attention and MLP, with the norms and sums around them.</summary>
/// <remarks>Shapes: N tokens, H hidden size, h query heads, k key/value heads, d head width.</remarks>
internal sealed class DecoderBlock : IDisposable
{
    private readonly DecoderConfig _config;
    private readonly DecoderTraits _traits;
    private readonly ParameterBuffer _parameters;
    private readonly DecoderNorm _norm;
    private readonly DecoderAttention _attention;
    private readonly Scalar? _upper;
    private readonly Scalar? _lower;

    public DecoderBlock(DecoderConfig config, DecoderTraits traits, ParameterBuffer parameters, DecoderNorm norm)
    {
        (_config, _traits, _parameters, _norm) = (config, traits, parameters, norm);
        _attention = new DecoderAttention(config, traits, parameters, norm);
        if (config.ClipQueryKeyValue is { } bound)
        {
            (_lower, _upper) = (-bound, bound);
        }
    }

    /// <summary>What is added to some of the linear layers, or null.</summary>
    public LoraLayers? Adapter { get; set; }

    /// <summary>
    /// One block over the residual stream [N, H]. Without a tape the way back is noted nowhere, or by torch's autograd if that is on.
    /// </summary>
    /// <param name="tape">The tape, if any.</param>
    /// <param name="x">The residual stream.</param>
    /// <param name="layer">Number of the block from 0.</param>
    /// <param name="plan">Who sees what.</param>
    /// <param name="rotary">The turns, unless positions are learned.</param>
    /// <param name="wanted">The rows to go on with once attention has read all of them; null: all. Only without a tape.</param>
    public Variable Forward(Tape? tape, Variable x, int layer, AttentionPlan plan, RotaryTurn? rotary, Tensor? wanted = null)
    {
        if (_traits.NormsAfter)
        {
            Variable attended = Attention(tape, x, layer, plan, rotary, wanted);
            x = Sum.Apply(tape, Chosen(x, wanted), AttentionNorm(tape, attended, layer));
            return Sum.Apply(tape, x, MlpNorm(tape, Mlp(tape, x, layer), layer));
        }

        Variable branch = Attention(tape, AttentionNorm(tape, x, layer), layer, plan, rotary, wanted);
        x = Chosen(x, wanted);
        Variable read = Sum.Apply(tape, x, branch);
        Variable source = _config.ParallelResidual ? x : read;
        return Sum.Apply(tape, read, Mlp(tape, MlpNorm(tape, source, layer), layer));
    }

    public void Dispose()
    {
        _upper?.Dispose();
        _lower?.Dispose();
    }

    private Variable AttentionNorm(Tape? tape, Variable x, int layer) => _norm.Apply(tape, x, Role.AttentionNorm, Role.AttentionNormBias, layer);

    private Variable MlpNorm(Tape? tape, Variable x, int layer) => _norm.Apply(tape, x, Role.MlpNorm, Role.MlpNormBias, layer);

    private static Variable Chosen(Variable x, Tensor? wanted) => wanted is null ? x : new Variable(x.Data.index_select(0, wanted));

    private Variable Attention(Tape? tape, Variable x, int layer, AttentionPlan plan, RotaryTurn? rotary, Tensor? wanted)
    {
        Variable projected = Layer(tape, x, Role.QueryKeyValue, Role.QueryKeyValueBias, layer);
        if (_upper is not null)
        {
            projected = Tape.Formula(tape, inputs => inputs[0].clamp(_lower!, _upper), projected);
        }

        Variable read = Chosen(_attention.Apply(tape, projected, layer, plan, rotary), wanted);
        return Layer(tape, read, Role.AttentionOutput, Role.AttentionOutputBias, layer);
    }

    private Variable Mlp(Tape? tape, Variable x, int layer)
    {
        Variable wide = Layer(tape, x, Role.GateUp, Role.GateUpBias, layer);
        return Layer(tape, Gate.Apply(tape, wide, _config.Activation, _traits.Gated), Role.Down, Role.DownBias, layer);
    }

    private Variable Layer(Tape? tape, Variable x, Role weight, Role bias, int layer)
    {
        Variable matrix = _parameters.Variable(weight, layer, turned: _traits.InputFirst);
        Variable? added = _parameters.OptionalVariable(bias, layer);
        Variable output = Linear.Apply(tape, x, matrix, added);
        return Adapter?.SiteAt(weight, layer) is { } site ? Adapter.Apply(tape, site, x, output, matrix.Data, added?.Data) : output;
    }
}
