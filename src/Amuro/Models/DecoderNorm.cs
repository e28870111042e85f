using TorchSharp;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace Amuro.Models;

/// <summary>The norms of a model.</summary>
internal sealed class DecoderNorm(DecoderConfig config, DecoderTraits traits, ParameterBuffer parameters, ScalarType type) : IDisposable
{
    private readonly Scalar _epsilon = config.NormEpsilon;

    /// <summary>Norms the last dimension.</summary>
    public Tensor Apply(Tensor x, Role weight, Role bias, int layer) => traits.Norm switch
    {
        NormKind.RootMeanSquare => RootMeanSquare(x, parameters.Leaf(weight, layer)),
        NormKind.Layer => Functional.layer_norm(
            x, [x.shape[^1]], parameters.Leaf(weight, layer), parameters.Leaf(bias, layer), config.NormEpsilon),
        _ => Narrow(Functional.layer_norm(Wide(x), [x.shape[^1]], eps: config.NormEpsilon)),
    };

    /// <summary>In float32; cast back before the weight, or after it where the family keeps float32.</summary>
    public Tensor RootMeanSquare(Tensor x, Tensor weight)
    {
        Tensor wide = Wide(x);
        Tensor normed = wide * (wide * wide).mean([-1], keepdim: true).add_(_epsilon).rsqrt();
        return traits.Wide ? Narrow(weight * normed) : weight * Narrow(normed);
    }

    public void Dispose() => _epsilon.Dispose();

    private Tensor Wide(Tensor x) => type == ScalarType.BFloat16 ? x.to(ScalarType.Float32) : x;

    private Tensor Narrow(Tensor x) => type == ScalarType.BFloat16 ? x.to(type) : x;
}
