using Amuro.Models;
using Amuro.Training;
using BenchmarkDotNet.Attributes;
using TorchSharp;

namespace Amuro.Benchmarks;

/// <summary>
/// One optimiser step (forward, backward, clip, AdamW) on prompts of mixed length, against the machine's own matrix-multiply
/// peak in the same run. Arithmetic counted: 6 x parameters of the blocks x tokens, 6 x head x label tokens, and the causal
/// half of attention; what a step does beyond that (norms, softmax, optimiser, padding, if there were any) counts as loss.
/// </summary>
[Work("GFLOP/s", nameof(GigaFlop), "billions of counted floating-point operations in a second")]
[Work("Tokens/s", nameof(Tokens), "real tokens, prompt and completion, in a second")]
public class TrainingStepBenchmark
{
    private const int MatrixSize = 1024;
    private const int Sequences = 16;
    private const int CompletionLength = 8;

    private static readonly DecoderConfig Config = new()
    {
        VocabularySize = 8192, HiddenSize = 256, Layers = 4, Heads = 8, KeyValueHeads = 4, IntermediateSize = 768, MaxPositions = 256,
    };

    // Lengths from 16 to 136 by a fixed rule: a padded batch would be mostly padding.
    private static readonly int[] Lengths = [.. Enumerable.Range(0, Sequences).Select(i => 16 + (i * 8))];

    private readonly torch.Tensor _left = torch.rand(MatrixSize, MatrixSize);
    private readonly torch.Tensor _right = torch.rand(MatrixSize, MatrixSize);
    private DecoderModel? _model;
    private TrainingLoop? _loop;

    [GlobalSetup(Target = nameof(StepFloat32))]
    public void SetUpFloat32() => SetUp(Precision.Float32);

    [GlobalSetup(Target = nameof(StepBFloat16))]
    public void SetUpBFloat16() => SetUp(Precision.BFloat16);

    [GlobalCleanup]
    public void CleanUp()
    {
        _loop?.Dispose();
        _model?.Dispose();
    }

    [Benchmark(Baseline = true, Description = "torch.mm 1024 x 1024, float32")]
    public void MatrixMultiply()
    {
        using torch.Tensor product = torch.mm(_left, _right);
    }

    [Benchmark(Description = "training step, float32")]
    public double StepFloat32() => _loop!.Next().Loss;

    [Benchmark(Description = "training step, bfloat16")]
    public double StepBFloat16() => _loop!.Next().Loss;

    public double Tokens(string benchmark) => benchmark == nameof(MatrixMultiply) ? double.NaN : Lengths.Sum();

    public double GigaFlop(string benchmark)
    {
        if (benchmark == nameof(MatrixMultiply))
        {
            return 2 * Math.Pow(MatrixSize, 3) / 1e9;
        }

        double h = Config.HiddenSize;
        double keyValue = Config.KeyValueHeads * Config.HeadDim;
        double block = (2 * h * h) + (2 * h * keyValue) + (3 * h * Config.IntermediateSize);
        double blocks = 6 * Config.Layers * block * Lengths.Sum();
        double head = 6 * h * Config.VocabularySize * Sequences * CompletionLength;
        double attention = 6 * Config.Layers * h * Lengths.Sum(l => (double)l * l);
        return (blocks + head + attention) / 1e9;
    }

    private void SetUp(Precision precision)
    {
        _model = DecoderModel.Initialise(Config, seed: 1);
        Random random = new(1);
        TrainingExample[] examples = [.. Lengths.Select((length, i) => new TrainingExample(
            $"example {i}",
            [.. Enumerable.Range(0, length - CompletionLength).Select(_ => random.Next(Config.VocabularySize))],
            [.. Enumerable.Range(0, CompletionLength).Select(_ => random.Next(Config.VocabularySize))]))];
        TrainingRecipe recipe = new() { Precision = precision, BatchSize = Sequences, Steps = 100_000 };
        _loop = new TrainingLoop(_model, recipe, examples, TrainingPlan.Shuffled(examples.Length, recipe));
    }
}
