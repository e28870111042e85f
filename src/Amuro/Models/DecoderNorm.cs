using Amuro.Models.Operations;
using Amuro.Runtime.Kernels;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace Amuro.Models;

/// <summary>The norms of a model.</summary>
internal sealed class DecoderNorm(DecoderConfig config, DecoderTraits traits, ParameterBuffer parameters) : IDisposable
{
    private readonly RmsNorm _rootMeanSquare = new(config.NormEpsilon, traits.Wide);

    /// <summary>Norms the last dimension.</summary>
    public Variable Apply(Tape? tape, Variable x, Role weight, Role bias, int layer) => traits.Norm switch
    {
        NormKind.RootMeanSquare => _rootMeanSquare.Apply(tape, x, parameters.Variable(weight, layer)),
        NormKind.Layer => Tape.Formula(
            tape,
            inputs => Functional.layer_norm(inputs[0], [config.HiddenSize], inputs[1], inputs[2], config.NormEpsilon),
            x,
            parameters.Variable(weight, layer),
            parameters.Variable(bias, layer)),
        _ => Tape.Formula(tape, inputs => Bare(inputs[0]), x),
    };

    /// <summary>Norms the last dimension of queries or keys, as operations that torch can differentiate.</summary>
    public Tensor RootMeanSquare(Tensor x, Tensor weight) => _rootMeanSquare.Eager(x, weight);

    /// <inheritdoc cref="RmsNorm.ApplyToPieces"/>
    public Variable RootMeanSquare(Tape? tape, Variable rows, (Variable Weight, RowPieces Pieces)[] normed, long rest) =>
        _rootMeanSquare.ApplyToPieces(tape, rows, normed, rest);

    public void Dispose() => _rootMeanSquare.Dispose();

    // In float32, whatever the type of the model.
    private Tensor Bare(Tensor x) => x.dtype == ScalarType.BFloat16
        ? Functional.layer_norm(x.to(ScalarType.Float32), [config.HiddenSize], eps: config.NormEpsilon).to(x.dtype)
        : Functional.layer_norm(x, [config.HiddenSize], eps: config.NormEpsilon);
}
