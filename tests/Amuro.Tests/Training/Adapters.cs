using Amuro.Checkpoints;
using Amuro.Models;
using Amuro.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Tests.Training;

/// <summary>Tiny models of several families, and adapters on them that are not at their start.</summary>
internal static class Adapters
{
    /// <summary>LoRA, rsLoRA and DoRA.</summary>
    public static readonly LoraOptions[] Kinds =
    [
        new() { Rank = 3, Alpha = 5 },
        new() { Rank = 3, Alpha = 5, RankStabilized = true },
        new() { Rank = 3, Alpha = 5, Magnitudes = true },
    ];

    public static DecoderModel Load(string name, ScalarType type = ScalarType.Float32) =>
        DecoderModel.Load(Checkpoint.FromFolder(Goldens.Path("models/" + name), 0), type);

    /// <summary>What would be trained, A and B random and the magnitudes off their start. The caller takes the adapter away.</summary>
    public static LoraLayers Attach(DecoderModel model, LoraOptions options, int seed = 1)
    {
        LoraLayers layers = new(model, options.ModulesOf(model), options.Rank, options.Scale, options.Magnitudes);
        layers.Draw(seed);
        using IDisposable none = no_grad();
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new((ulong)seed, CPU);
        foreach (string name in layers.Parameters.Names.Where(n => !n.EndsWith(LoraSite.SuffixA, StringComparison.Ordinal)))
        {
            Tensor at = layers.Parameters[name];
            at.add_(randn(at.shape, generator: generator).to(at.dtype).mul(tensor(0.1f)));
        }

        model.Adapter = layers;
        return layers;
    }

    /// <summary>The layers as an adapter of its own.</summary>
    public static LoraAdapter Copy(LoraLayers layers, DecoderModel model, LoraOptions options) => new(
        options.Rank,
        options.Alpha,
        options.RankStabilized,
        model.Config.Family == "gpt2",
        options.ModulesOf(model).Select(m => m.Name),
        layers.Parameters.Names.Select(n => LoraWeights.Of(n, layers.Parameters[n])));

    /// <summary>Logits of two sequences [N, V].</summary>
    public static Tensor Logits(DecoderModel model)
    {
        using TokenBatch batch = TokenBatch.From([[5, 6, 7, 8, 9, 10], [11, 12, 13]]);
        return model.Logits(model.Hidden(batch));
    }

    /// <summary>The largest difference between two adapters of the same layers.</summary>
    public static double Largest(LoraAdapter a, LoraAdapter b) => a.Weights.Zip(b.Weights).Max(pair =>
    {
        Assert.Equal(pair.First.Name, pair.Second.Name);
        Assert.Equal(pair.First.Shape, pair.Second.Shape);
        return pair.First.Values.Zip(pair.Second.Values).Max(v => Math.Abs(v.First - v.Second));
    });
}
