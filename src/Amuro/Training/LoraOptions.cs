using System.Collections.Immutable;
using Amuro.Models;

namespace Amuro.Training;

/// <summary>
/// Low-rank adaptation: the weights of the model stay, beside some of its matrices a product of two small ones is learned
/// (LoRA, 2106.09685; rsLoRA, 2312.03732; DoRA, 2402.09353). Defaults are those of PEFT. Options that say the same are equal.
/// </summary>
public sealed record LoraOptions
{
    /// <summary>Rank of the product. Default 8.</summary>
    public int Rank { get; init; } = 8;

    /// <summary>The change is this / rank (rsLoRA: / square root of rank) times B A. Default 8.</summary>
    public double Alpha { get; init; } = 8;

    /// <summary>Whether the scale divides by the square root of the rank (rsLoRA). Default false.</summary>
    public bool RankStabilized { get; init; }

    /// <summary>Whether the length of each row is learned beside the change (DoRA). Default false.</summary>
    public bool Magnitudes { get; init; }

    /// <summary>
    /// The adapted layers: their names, or the last parts of them, for example <c>q_proj</c>. Empty (default): every linear
    /// layer of the blocks (PEFT's <c>all-linear</c>).
    /// </summary>
    public ImmutableArray<string> Targets { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>
    /// Whether the model ends with the adapter merged into its weights (default); if not, it ends as it began, and the
    /// adapter is in <see cref="TrainingRun.Adapter"/> alone.
    /// </summary>
    public bool Merge { get; init; } = true;

    /// <summary>
    /// The adapter to go on from, of the same rank, alpha and kind. Null (default): A random under the recipe's seed, B zero,
    /// so that training starts exactly at the model.
    /// </summary>
    public LoraAdapter? Start { get; init; }

    /// <summary>The factor of B A.</summary>
    internal double Scale => Alpha / (RankStabilized ? Math.Sqrt(Rank) : Rank);

    /// <summary>The options under which an adapter is trained on.</summary>
    /// <param name="adapter">For example one that <see cref="LoraAdapter.Load"/> read.</param>
    public static LoraOptions GoOnFrom(LoraAdapter adapter)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        return new LoraOptions
        {
            Rank = adapter.Rank,
            Alpha = adapter.Alpha,
            RankStabilized = adapter.RankStabilized,
            Magnitudes = adapter.HasMagnitudes,
            Targets = adapter.Modules,
            Start = adapter,
        };
    }

    /// <summary>Whether every setting of the other options is the same; the targets are compared by content.</summary>
    /// <param name="other">The other options.</param>
    /// <returns>Whether they are equal.</returns>
    public bool Equals(LoraOptions? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>Every setting with its name, in one line that is the same in every culture.</summary>
    /// <returns>The settings, sorted by name.</returns>
    public override string ToString() => SettingsText.Of(this);

    /// <summary>Whether an adapter was trained under options like these.</summary>
    internal bool IsOfThisKind(LoraAdapter adapter) => adapter.Rank == Rank && adapter.Alpha == Alpha
        && adapter.RankStabilized == RankStabilized && adapter.HasMagnitudes == Magnitudes;

    /// <summary>The layers of a model that are adapted, in its order.</summary>
    internal IReadOnlyList<LoraModule> ModulesOf(DecoderModel model) =>
        [.. LoraModule.AllOf(model.Config).Where(m => Targets.IsEmpty || Targets.Any(m.Fits))];

    /// <summary>Why the options do not fit a model.</summary>
    internal IEnumerable<string> Problems(DecoderModel model)
    {
        IReadOnlyList<LoraModule> all = LoraModule.AllOf(model.Config);
        string[] unknown = [.. Targets.Where(t => !all.Any(m => m.Fits(t)))];
        if (unknown.Length > 0)
        {
            yield return $"Lora.Targets: expected {string.Join(", ", all.Select(m => m.LastPart).Distinct())} or whole names of layers, found {string.Join(", ", unknown)}";
        }

        if (Start is not { } start)
        {
            yield break;
        }

        foreach (string problem in start.Problems(model))
        {
            yield return "Lora.Start: " + problem;
        }

        string[] chosen = [.. ModulesOf(model).Select(m => m.Name)];
        string[] differing = [.. chosen.Except(start.Modules).Concat(start.Modules.Except(chosen))];
        if (differing.Length > 0)
        {
            yield return $"Lora.Start: expected an adapter of the layers that Targets chooses, found it to differ in {string.Join(", ", differing.Take(5))}";
        }
    }
}
