using System.Collections.Immutable;
using System.Text.Json;
using Amuro.Checkpoints;
using Amuro.Models;
using Amuro.Training;
using TorchSharp;
using static TorchSharp.torch;

/// <summary>
/// One case of goldens/finetune: a tiny model, documents, an explicit order, and what the reference trainer computed. Everything
/// goes through the public API.
/// </summary>
internal class FineTuneReference(string folder)
{
    private readonly JsonElement _trajectory = Read(Path.Combine(folder, "trajectory.json"));

    public string Folder { get; } = folder;

    public JsonElement Recipe { get; } = Read(Path.Combine(folder, "recipe.json"));

    public JsonElement Steps => _trajectory.GetProperty("steps");

    /// <summary>Whether an adapter is trained, and its numbers are stored.</summary>
    public bool HasAdapter => Recipe.GetProperty("lora").ValueKind != JsonValueKind.Null;

    public double Tolerance(string name) => Recipe.GetProperty("tolerance").GetProperty(name).GetDouble();

    public IReadOnlyList<TrainingExample> Examples(string file = "data.jsonl") =>
        [.. File.ReadLines(Path.Combine(Folder, file)).Select((line, i) =>
        {
            JsonElement row = JsonDocument.Parse(line).RootElement;
            return new TrainingExample($"line {i + 1}", Ids(row.GetProperty("prompt_ids")), Ids(row.GetProperty("completion_ids")));
        })];

    public IReadOnlyList<IReadOnlyList<int[]>> Order() =>
        Recipe.GetProperty("steps").Deserialize<int[][][]>()!.Select(s => (IReadOnlyList<int[]>)s).ToArray();

    public FineTuner Tuner()
    {
        JsonElement optimizer = Recipe.GetProperty("optimizer"), loss = Recipe.GetProperty("loss");
        // The loop of open-instruct lets the weights of norms decay.
        bool normsDecay = Recipe.GetProperty("truth").GetString()!.Contains("open-instruct", StringComparison.Ordinal);
        FineTuner tuner = FineTuner.Default
            .WithCompletionOnlyLoss(loss.GetProperty("mask_prompt").GetBoolean())
            .WithLossNormalisation((loss.GetProperty("norm").GetString(), loss.GetProperty("divisor").GetString()) switch
            {
                ("tokens", _) => LossNormalisation.PerLabelToken,
                ("micro", "actual") => LossNormalisation.MeanOfMeans,
                _ => LossNormalisation.MeanOfMeansNominal,
            })
            .WithLearningRate(optimizer.GetProperty("lr").GetDouble())
            .WithAdamW(optimizer.GetProperty("beta1").GetDouble(), optimizer.GetProperty("beta2").GetDouble(), optimizer.GetProperty("eps").GetDouble())
            .WithWeightDecay(
                optimizer.GetProperty("weight_decay").GetDouble(), normsDecay ? WeightDecayScope.AllButBiases : WeightDecayScope.Matrices)
            .WithPrecision(IsBFloat16 ? Precision.BFloat16 : Precision.Float32)
            .WithSchedule(Schedule())
            .WithWarmupSteps(Recipe.GetProperty("schedule").GetProperty("warmup_steps").GetInt32())
            .WithMaxGradientNorm(Number(Recipe.GetProperty("max_grad_norm")) ?? double.PositiveInfinity);
        tuner = Number(loss.GetProperty("max_length")) is { } length ? tuner.WithMaxLength((int)length) : tuner;
        return HasAdapter ? tuner.WithLora(LoraOptions.GoOnFrom(LoraAdapter.Load(Path.Combine(Folder, "adapter_init")))) : tuner;
    }

    public DecoderModel Start() => DecoderModel.Load(Checkpoint.FromFolder(Path.Combine(Folder, "model"), 0));

    public DecoderModel End()
    {
        string end = Directory.CreateTempSubdirectory("amuro-golden-").FullName;
        try
        {
            File.Copy(Path.Combine(Folder, "model", "config.json"), Path.Combine(end, "config.json"));
            File.Copy(Path.Combine(Folder, "final.safetensors"), Path.Combine(end, "model.safetensors"));
            return DecoderModel.Load(Checkpoint.FromFolder(end, 0));
        }
        finally
        {
            Directory.Delete(end, recursive: true);
        }
    }

    /// <summary>How far every step of a run is from the reference.</summary>
    public IEnumerable<Deviation> CompareSteps(TrainingRun run)
    {
        yield return new Deviation("number of steps", run.Steps.Count - Steps.GetArrayLength(), 0);
        foreach ((TrainingStep found, JsonElement expected) in run.Steps.Zip(Steps.EnumerateArray()))
        {
            string at = $", step {found.Step}";
            double norm = expected.GetProperty("grad_norm").GetDouble();
            yield return new Deviation("label tokens" + at, found.LabelTokens - expected.GetProperty("label_tokens").GetInt32(), 0);
            yield return new Deviation("learning rate" + at, found.LearningRate - expected.GetProperty("learning_rate").GetDouble(), 1e-12);
            yield return new Deviation("loss" + at, found.Loss - expected.GetProperty("loss").GetDouble(), Tolerance(found.Step == 1 ? "first_loss_abs" : "loss_abs"));
            yield return new Deviation("gradient norm" + at, (found.GradientNorm - norm) / norm, Tolerance("grad_norm_rel"));
        }
    }

    /// <summary>How far all weights are from the reference at the end, and how far their held-out loss is.</summary>
    public IEnumerable<Deviation> CompareEnd(DecoderModel trained)
    {
        using DecoderModel start = Start();
        using DecoderModel expected = End();
        (double maximum, double overUpdate) = Distance(trained, expected, start);
        yield return new Deviation("weights", maximum, Tolerance("weights_max_abs"));
        yield return new Deviation("weights over update", overUpdate, Tolerance("weights_l2_over_update"));
        (double ofBatches, double perToken) = HeldOut(trained);
        yield return new Deviation("eval loss", ofBatches - _trajectory.GetProperty("eval_loss").GetDouble(), Tolerance("eval_loss_abs"));
        yield return new Deviation("eval loss per token", perToken - _trajectory.GetProperty("eval_loss_per_token").GetDouble(), Tolerance("eval_loss_abs"));
    }

    /// <summary>Largest |a - b|, and the L2 norm of (a - b) over that of (b - start).</summary>
    public static (double Maximum, double OverUpdate) Distance(DecoderModel a, DecoderModel b, DecoderModel start)
    {
        using IDisposable none = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor difference = a.Parameters.Flat - b.Parameters.Flat;
        Tensor update = b.Parameters.Flat - start.Parameters.Flat;
        return (difference.abs().max().item<float>(), (difference.norm() / update.norm()).item<float>());
    }

    private bool IsBFloat16 => Recipe.GetProperty("precision").GetString() != "float32";

    // Mean of the batches, weighted by their numbers of documents, and mean of the tokens: one document at a time.
    private (double OfBatches, double PerToken) HeldOut(DecoderModel trained)
    {
        using DecoderModel model = trained.CopyAs(IsBFloat16 ? ScalarType.BFloat16 : ScalarType.Float32);
        TrainingRecipe recipe = Tuner().Recipe;
        (double Sum, int Labels)[] documents = [.. Examples("eval.jsonl").Select(e => Sum(model, e, recipe)).Where(d => d.Labels > 0)];
        double ofBatches = documents.Chunk(Recipe.GetProperty("eval_batch").GetInt32())
            .Sum(batch => batch.Sum(d => d.Sum) / batch.Sum(d => d.Labels) * batch.Length) / documents.Length;
        return (ofBatches, documents.Sum(d => d.Sum) / documents.Sum(d => d.Labels));
    }

    private static (double Sum, int Labels) Sum(DecoderModel model, TrainingExample example, TrainingRecipe recipe)
    {
        using IDisposable none = no_grad();
        using DisposeScope scope = NewDisposeScope();
        int[] ids = [.. example.Tokens.Take(recipe.MaxLength ?? int.MaxValue)];
        int[] labels = [.. Enumerable.Range(1, ids.Length - 1).Where(t => !recipe.CompletionOnlyLoss || example.Learned[t])];
        if (labels.Length == 0)
        {
            return (0, 0);
        }

        using TokenBatch batch = TokenBatch.From([ids]);
        Tensor logp = model.Logits(model.Hidden(batch)).log_softmax(-1);
        return (labels.Sum(t => -(double)logp[t - 1, ids[t]].item<float>()), labels.Length);
    }

    private LearningRateSchedule Schedule()
    {
        JsonElement schedule = Recipe.GetProperty("schedule");
        string name = schedule.GetProperty("name").GetString()!;
        return name switch
        {
            "linear" => LearningRateSchedule.Linear,
            "cosine" => LearningRateSchedule.Cosine,
            "constant" => LearningRateSchedule.Constant,
            "table" => LearningRateSchedule.FromFactors(schedule.GetProperty("factors").Deserialize<double[]>()!),
            _ => throw new ArgumentException($"schedule: expected linear, cosine, constant or table, found {name}"),
        };
    }

    private static double? Number(JsonElement element) => element.ValueKind == JsonValueKind.Null ? null : element.GetDouble();

    private static ImmutableArray<int> Ids(JsonElement array) => [.. array.EnumerateArray().Select(n => n.GetInt32())];

    private static JsonElement Read(string path) => JsonDocument.Parse(File.ReadAllText(path)).RootElement;
}

/// <summary>The distance of one number from its reference.</summary>
/// <param name="What">Which number.</param>
/// <param name="Difference">Found minus expected.</param>
/// <param name="Tolerance">What the reference allows.</param>
internal sealed record Deviation(string What, double Difference, double Tolerance)
{
    /// <summary>Distance over tolerance: at most 1 is good. Infinite where nothing is allowed and something is found.</summary>
    public double Ratio => Difference == 0 ? 0 : Tolerance == 0 || double.IsNaN(Difference) ? double.PositiveInfinity : Math.Abs(Difference) / Tolerance;

    public override string ToString() => FormattableString.Invariant($"{What}: off by {Difference:g3}, tolerance {Tolerance:g3}");
}
