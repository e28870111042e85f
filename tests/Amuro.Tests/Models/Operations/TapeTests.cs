using Amuro.Models;
using Amuro.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Tests.Models.Operations;

/// <summary>The own way back through the model gives what torch's autograd gives.</summary>
public class TapeTests
{
    // Longer than a block of the attention kernel, shorter than its registers, one token.
    private static readonly int[] Lengths = [37, 70, 5, 1, 32];

    public static TheoryData<string, bool> Families
    {
        get
        {
            TheoryData<string, bool> data = [];
            foreach (string family in (string[])["llama", "olmo", "olmo2", "olmo3", "gpt_neox", "qwen2", "qwen3", "gpt2", "mistral"])
            {
                data.Add(family, false);
                data.Add(family, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Float64_agrees_to_the_last_digits(string family, bool checkpoint) =>
        Assert.InRange(Difference(family, ScalarType.Float64, checkpoint), 0, 1e-13);

    [Theory]
    [MemberData(nameof(Families))]
    public void Kernels_in_float32_agree_to_rounding(string family, bool checkpoint) =>
        Assert.InRange(Difference(family, ScalarType.Float32, checkpoint), 0, 5e-6);

    // The reference itself is rounded after every operation, so this says only that nothing is wrong by more than that.
    [Theory]
    [MemberData(nameof(Families))]
    public void Kernels_in_bfloat16_are_no_further_off_than_rounding(string family, bool checkpoint) =>
        Assert.InRange(Difference(family, ScalarType.BFloat16, checkpoint), 0, 0.03);

    [Fact]
    public void Checkpointing_changes_no_bit()
    {
        using DecoderModel plain = New("llama", ScalarType.Float32), kept = New("llama", ScalarType.Float32);
        MicroBatch batch = Batch();
        Backward(plain, batch, checkpoint: false);
        Backward(kept, batch, checkpoint: true);

        Assert.True(plain.Parameters.Gradient!.Equals(kept.Parameters.Gradient!));
    }

    [Fact]
    public void Nothing_is_left_behind_by_200_steps()
    {
        using DecoderModel model = New("llama", ScalarType.Float32);
        model.Parameters.EnableGradients();
        MicroBatch batch = Batch();
        Backward(model, batch, checkpoint: false);
        DisposeScopeManager.Statistics.Reset();
        for (int i = 0; i < 200; i++)
        {
            Backward(model, batch, checkpoint: i % 2 == 0);
        }

        Assert.Equal(0, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
    }

    // |tape - autograd| / |autograd| over all gradients, the reference in float64 unless the model is rounded.
    private static double Difference(string family, ScalarType type, bool checkpoint)
    {
        using DisposeScope scope = NewDisposeScope();
        using DecoderModel exact = New(family, type).CopyAs(ScalarType.Float64), model = New(family, type);
        MicroBatch batch = Batch();
        double loss = Backward(model, batch, checkpoint);

        exact.Parameters.EnableGradients();
        using TokenBatch tokens = TokenBatch.From(batch.Sequences);
        Tensor hidden = exact.Hidden(tokens).index_select(0, tensor(batch.Rows, dtype: ScalarType.Int64));
        using Scalar share = 1.0 / batch.Labels;
        Tensor expected = nn.functional.cross_entropy(
            exact.Logits(hidden), tensor(batch.Targets, dtype: ScalarType.Int64), reduction: nn.Reduction.Sum).mul(share);
        expected.backward();

        double tolerance = type == ScalarType.BFloat16 ? 0.01 : type == ScalarType.Float32 ? 1e-6 : 1e-13;
        Assert.Equal(expected.item<double>(), loss, tolerance * expected.item<double>());
        using IDisposable none = no_grad();
        Tensor reference = exact.Parameters.Gradient!;
        return ((model.Parameters.Gradient!.to(ScalarType.Float64) - reference).norm() / reference.norm()).item<double>();
    }

    private static double Backward(DecoderModel model, MicroBatch batch, bool checkpoint)
    {
        using DisposeScope scope = NewDisposeScope();
        model.Parameters.EnableGradients();
        return LanguageModelingLoss.Backward(model, batch, batch.Labels, checkpoint).item<double>();
    }

    // Widths that the kernels take; two query heads to one of keys where the family allows it.
    private static DecoderModel New(string family, ScalarType type) => DecoderModel.Initialise(
        new DecoderConfig
        {
            Family = family,
            VocabularySize = 90,
            HiddenSize = 128,
            Layers = 2,
            Heads = 4,
            KeyValueHeads = family is "gpt_neox" or "gpt2" ? 4 : 2,
            HeadDim = 32,
            IntermediateSize = family is "gpt2" ? 512 : 160,
            MaxPositions = 96,
            PadId = 3,
            InitializerRange = 0.1,
            SlidingWindow = family is "mistral" or "olmo3" ? 20 : null,
            SlidingLayers = family is "olmo3" ? new LayerSet([0]) : null,
            SlidingRopeTheta = family is "olmo3" ? 500000 : null,
            RopeTheta = family is "olmo3" ? 500000 : 10000,
            NormEpsilon = family is "olmo" ? 1e-5 : 1e-6,
            Activation = family is "gpt2" ? Activation.GeluTanh : family is "gpt_neox" ? Activation.Gelu : Activation.Silu,
            RotaryShare = family is "gpt_neox" ? 0.25 : 1,
            ParallelResidual = family is "gpt_neox",
            AttentionBias = family is "gpt2" or "gpt_neox" or "qwen2",
            AttentionOutputBias = family is "gpt2" or "gpt_neox",
            MlpBias = family is "gpt2" or "gpt_neox",
            TieEmbeddings = family is "gpt2" or "qwen2",
        },
        seed: 1,
        type);

    private static MicroBatch Batch()
    {
        Random random = new(7);
        return MicroBatch.From(
            [.. Lengths.Select((length, i) => new TrainingExample(
                $"{i}",
                [.. Enumerable.Range(0, length / 3).Select(_ => random.Next(90))],
                [.. Enumerable.Range(0, length - (length / 3)).Select(_ => random.Next(90))]))],
            completionOnly: true);
    }
}
