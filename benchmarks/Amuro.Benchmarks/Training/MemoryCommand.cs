using System.Diagnostics;
using System.Globalization;
using Amuro.Models;
using Amuro.Training;
using TorchSharp;

namespace Amuro.Benchmarks.Training;

/// <summary>
/// Peak memory of fine-tuning a model in the shape of OLMo 1B (1.2e9 parameters, random weights) in bfloat16 with
/// activation checkpointing: all weights, or LoRA. The process does nothing else, so its peak is that of the run.
/// </summary>
internal static class MemoryCommand
{
    public static void Run(string[] arguments)
    {
        Options options = new(arguments, "--lora", "--tiny", "--sequence", "--micro-batch", "--steps", "--no-checkpointing");
        int length = options.Number("--sequence", 512), sequences = options.Number("--micro-batch", 1), steps = options.Number("--steps", 2);
        DecoderConfig config = Shape(options.Has("--tiny")) with { MaxPositions = Math.Max(2048, length) };
        TrainingRecipe recipe = new()
        {
            Precision = Precision.BFloat16,
            ActivationCheckpointing = !options.Has("--no-checkpointing"),
            Lora = options.Has("--lora") ? new LoraOptions() : null,
            BatchSize = sequences,
            Steps = steps,
            CompletionOnlyLoss = false,
        };

        // An adapter holds float32 numbers of its own, so the model needs none.
        using DecoderModel model = DecoderModel.Initialise(config, seed: 1, recipe.Lora is null ? torch.ScalarType.Float32 : torch.ScalarType.BFloat16);
        Console.WriteLine(Text($"{model.Parameters.Count / 1e6:F1}M parameters, {(recipe.Lora is null ? "all trained" : "LoRA")}, micro-batch {sequences} x {length}, activation checkpointing {(recipe.ActivationCheckpointing ? "on" : "off")}"));
        Console.WriteLine(Text($"peak after the model was made: {Machine.PeakMemoryGiB:F2} GiB"));
        TrainingExample[] examples = [.. Workloads.Drawn(config, steps, sequences, length, length).SelectMany(s => s)];
        new FineTuner(recipe).FineTune(model, examples, options: new TrainingOptions { Progress = new Printer() });
        Console.WriteLine(Text($"peak resident memory (VmHWM): {Machine.PeakMemoryGiB:F2} GiB"));
    }

    private static DecoderConfig Shape(bool tiny) => new()
    {
        Family = "olmo",
        HiddenSize = tiny ? 128 : 2048,
        Layers = tiny ? 2 : 16,
        Heads = tiny ? 2 : 16,
        IntermediateSize = tiny ? 512 : 8192,
        VocabularySize = 50304,
        TieEmbeddings = true,
        NormEpsilon = 1e-5,
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed class Printer : IProgress<TrainingStep>
    {
        private long _since = Stopwatch.GetTimestamp();

        public void Report(TrainingStep value)
        {
            Console.WriteLine(Text($"step {value.Step}: {Stopwatch.GetElapsedTime(_since).TotalSeconds:F2} s, loss {value.Loss:F4}, peak {Machine.PeakMemoryGiB:F2} GiB"));
            _since = Stopwatch.GetTimestamp();
        }
    }
}
