using TorchSharp;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace Amuro.Models;

/// <summary>The blocks of a model: attention and MLP, with the norms and sums around them.</summary>
/// <remarks>Shapes: N tokens, H hidden size, h query heads, k key/value heads, d head width.</remarks>
internal sealed class DecoderBlock : IDisposable
{
    private readonly DecoderConfig _config;
    private readonly DecoderTraits _traits;
    private readonly ParameterBuffer _parameters;
    private readonly DecoderNorm _norm;
    private readonly Scalar? _upper;
    private readonly Scalar? _lower;

    public DecoderBlock(DecoderConfig config, DecoderTraits traits, ParameterBuffer parameters, DecoderNorm norm)
    {
        (_config, _traits, _parameters, _norm) = (config, traits, parameters, norm);
        if (config.ClipQueryKeyValue is { } bound)
        {
            (_lower, _upper) = (-bound, bound);
        }
    }

    /// <summary>What is added to some of the linear layers, or null.</summary>
    public LoraLayers? Adapter { get; set; }

    /// <summary>One block over the residual stream [N, H].</summary>
    public Tensor Forward(Tensor x, int layer, AttentionPlan plan, RotaryTurn? rotary)
    {
        if (_traits.NormsAfter)
        {
            x += AttentionNorm(Attention(x, layer, plan, rotary), layer);
            return x + MlpNorm(Mlp(x, layer), layer);
        }

        Tensor read = Attention(AttentionNorm(x, layer), layer, plan, rotary);
        if (_config.ParallelResidual)
        {
            return Mlp(MlpNorm(x, layer), layer) + read + x;
        }

        x += read;
        return x + Mlp(MlpNorm(x, layer), layer);
    }

    public void Dispose()
    {
        _upper?.Dispose();
        _lower?.Dispose();
    }

    private Tensor AttentionNorm(Tensor x, int layer) => _norm.Apply(x, Role.AttentionNorm, Role.AttentionNormBias, layer);

    private Tensor MlpNorm(Tensor x, int layer) => _norm.Apply(x, Role.MlpNorm, Role.MlpNormBias, layer);

    private Tensor Attention(Tensor x, int layer, AttentionPlan plan, RotaryTurn? rotary)
    {
        (long h, long k, long d) = (_config.Heads, _config.KeyValueHeads, _config.HeadDim);
        Tensor projected = Linear(x, Role.QueryKeyValue, Role.QueryKeyValueBias, layer);
        if (_upper is not null)
        {
            projected = projected.clamp(_lower!, _upper);
        }

        Tensor[] parts = _traits.RowsByHead
            ? projected.view(-1, h, 3, d).transpose(1, 2).reshape(-1, 3 * h, d).split([h + k, k], dim: 1)
            : projected.view(-1, h + k + k, d).split([h + k, k], dim: 1);
        Tensor queriesAndKeys = Normed(parts[0], layer);
        if (rotary is not null)
        {
            queriesAndKeys = rotary.Turn(queriesAndKeys, _config.Slides(layer));
        }

        Tensor read = plan.Attend(queriesAndKeys, parts[1], layer, h);
        return Linear(read, Role.AttentionOutput, Role.AttentionOutputBias, layer);
    }

    private Tensor Normed(Tensor queriesAndKeys, int layer)
    {
        if (_traits.QueryKeyNorm == QueryKeyNorm.None)
        {
            return queriesAndKeys;
        }

        Tensor[] parts = queriesAndKeys.split([_config.Heads, _config.KeyValueHeads], dim: 1);
        return cat([Normed(parts[0], Role.QueryNorm), Normed(parts[1], Role.KeyNorm)], dim: 1);

        Tensor Normed(Tensor x, Role role)
        {
            Tensor weight = _parameters.Leaf(role, layer);
            return _traits.QueryKeyNorm == QueryKeyNorm.Head
                ? _norm.RootMeanSquare(x, weight)
                : _norm.RootMeanSquare(x.flatten(1), weight).view(x.shape);
        }
    }

    private Tensor Mlp(Tensor x, int layer)
    {
        Tensor wide = Linear(x, Role.GateUp, Role.GateUpBias, layer);
        if (!_traits.Gated)
        {
            return Linear(Activated(wide), Role.Down, Role.DownBias, layer);
        }

        Tensor[] parts = wide.split(_config.IntermediateSize, dim: 1);
        return Linear(Activated(parts[0]) * parts[1], Role.Down, Role.DownBias, layer);
    }

    private Tensor Activated(Tensor x) => _config.Activation switch
    {
        Activation.Silu => Functional.silu(x),
        Activation.Gelu => Functional.gelu(x),
        Activation.GeluTanh => Functional.gelu(x, approximate: TorchSharp.Modules.GELU.Approximate.tanh),
        _ => Functional.relu(x),
    };

    private Tensor Linear(Tensor x, Role weight, Role bias, int layer)
    {
        Tensor matrix = _parameters.Leaf(weight, layer);
        matrix = _traits.InputFirst ? matrix.t() : matrix;
        Tensor output = Functional.linear(x, matrix, _parameters.OptionalLeaf(bias, layer));
        return Adapter?.SiteAt(weight, layer) is { } site ? Adapter.Apply(site, x, output, matrix, _parameters.OptionalLeaf(bias, layer)) : output;
    }
}
