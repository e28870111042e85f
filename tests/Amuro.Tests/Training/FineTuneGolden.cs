using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amuro.Checkpoints;
using Amuro.Models;
using Amuro.Training;
using TorchSharp;

namespace Amuro.Tests.Training;

/// <summary>One case of goldens/finetune: a tiny model, documents, an explicit order and what the reference trainer computed.</summary>
internal sealed class FineTuneGolden(string folder)
{
    private readonly JsonNode _recipe = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "recipe.json")))!;

    public double Tolerance(string name) => _recipe["tolerance"]![name]!.GetValue<double>();

    public JsonArray Trajectory { get; } = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "trajectory.json")))!["steps"]!.AsArray();

    public IReadOnlyList<TrainingExample> Examples() =>
        [.. File.ReadLines(Path.Combine(folder, "data.jsonl")).Select((line, i) =>
        {
            JsonNode row = JsonNode.Parse(line)!;
            return new TrainingExample($"line {i + 1}", Ids(row["prompt_ids"]!), Ids(row["completion_ids"]!));
        })];

    public IReadOnlyList<IReadOnlyList<int[]>> Order() =>
        _recipe["steps"].Deserialize<int[][][]>()!.Select(s => (IReadOnlyList<int[]>)s).ToArray();

    public FineTuner Tuner()
    {
        JsonNode optimizer = _recipe["optimizer"]!;
        return FineTuner.Default
            .WithCompletionOnlyLoss(_recipe["loss"]!["mask_prompt"]!.GetValue<bool>())
            .WithLearningRate(optimizer["lr"]!.GetValue<double>())
            .WithAdamW(optimizer["beta1"]!.GetValue<double>(), optimizer["beta2"]!.GetValue<double>(), optimizer["eps"]!.GetValue<double>())
            .WithWeightDecay(optimizer["weight_decay"]!.GetValue<double>())
            .WithPrecision(_recipe["precision"]!.GetValue<string>() == "master_bf16" ? Precision.BFloat16 : Precision.Float32)
            .WithSchedule(Schedule())
            .WithWarmupSteps(_recipe["schedule"]!["warmup_steps"]!.GetValue<int>())
            .WithMaxGradientNorm(_recipe["max_grad_norm"]?.GetValue<double>() ?? double.PositiveInfinity);
    }

    public DecoderModel Start() => DecoderModel.Load(Checkpoint.FromFolder(Path.Combine(folder, "model"), 0));

    public DecoderModel End()
    {
        string end = Directory.CreateTempSubdirectory("amuro-golden-").FullName;
        try
        {
            File.Copy(Path.Combine(folder, "model", "config.json"), Path.Combine(end, "config.json"));
            File.Copy(Path.Combine(folder, "final.safetensors"), Path.Combine(end, "model.safetensors"));
            return DecoderModel.Load(Checkpoint.FromFolder(end, 0));
        }
        finally
        {
            Directory.Delete(end, recursive: true);
        }
    }

    private LearningRateSchedule Schedule()
    {
        string name = _recipe["schedule"]!["name"]!.GetValue<string>();
        return name switch
        {
            "linear" => LearningRateSchedule.Linear,
            "cosine" => LearningRateSchedule.Cosine,
            "constant" => LearningRateSchedule.Constant,
            "table" => new TableSchedule(_recipe["schedule"]!["factors"].Deserialize<double[]>()!),
            _ => throw new NotSupportedException(name),
        };
    }

    private sealed record TableSchedule(double[] Factors) : LearningRateSchedule
    {
        private protected override double AfterWarmup(int step, int totalSteps, int warmupSteps) => Factors[step];
    }

    /// <summary>L2 norm of (a - b) over the L2 norm of (b - start).</summary>
    public static (double MaxAbsolute, double OverUpdate) Distance(DecoderModel a, DecoderModel b, DecoderModel start)
    {
        using var _ = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var difference = a.Parameters.Flat - b.Parameters.Flat;
        var update = b.Parameters.Flat - start.Parameters.Flat;
        return (difference.abs().max().item<float>(), (difference.norm() / update.norm()).item<float>());
    }

    private static ImmutableArray<int> Ids(JsonNode node) => [.. node.AsArray().Select(n => n!.GetValue<int>())];
}
