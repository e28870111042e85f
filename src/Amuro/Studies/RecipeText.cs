using Amuro.Training;
using static System.FormattableString;

namespace Amuro.Studies;

/// <summary>A recipe in words, for readers of a report: every setting that changes results, but those that are switched off.</summary>
internal static class RecipeText
{
    public static string Of(TrainingRecipe recipe) => string.Join(", ", Parts(recipe).Where(part => part.Length > 0));

    private static IEnumerable<string> Parts(TrainingRecipe r)
    {
        yield return r.Steps is { } steps ? Invariant($"{steps} steps") : Invariant($"{r.Epochs} epochs");
        yield return r.BatchTokens is { } tokens ? Invariant($"batches of {tokens} tokens") : Invariant($"batch {r.BatchSize}");
        yield return r.MicroBatchSize is { } micro ? Invariant($"micro-batch {micro}") : "";
        yield return Invariant($"learning rate {r.LearningRate}, {r.Schedule}");
        yield return r.WarmupSteps is { } warmup ? Invariant($"warm-up {warmup} steps") : Invariant($"warm-up {r.WarmupRatio}");
        yield return Invariant($"AdamW ({r.Beta1}, {r.Beta2}, {r.Epsilon})");
        yield return Invariant($"weight decay {r.WeightDecay}");
        yield return r.WeightDecay == 0 ? "" : Invariant($"decayed: {r.WeightDecayScope}");
        yield return Invariant($"clip {r.MaxGradientNorm}");
        yield return r.CompletionOnlyLoss ? "loss on completions" : "loss on all tokens";
        yield return Invariant($"loss normalisation {r.Normalisation}");
        yield return r.MaxLength is { } length ? Invariant($"at most {length} tokens") : "";
        yield return Invariant($"truncation {r.Truncation}");
        yield return r.Precision.ToString();
        yield return r.Lora is { } lora ? $"LoRA ({lora})" : "";
        yield return r.Frozen.Length > 0 ? $"frozen: {string.Join(' ', r.Frozen)}" : "";
        yield return r.Patience is { } patience ? Invariant($"patience {patience}") : "";
        yield return r.KeepBest ? "best weights kept" : "";
        yield return r.Patience is not null || r.KeepBest ? Invariant($"held-out loss every {r.EvaluateEvery} steps") : "";
    }
}
