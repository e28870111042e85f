using System.Collections.Immutable;

namespace Amuro.Training;

/// <summary>
/// Low-rank adaptation: the weights of the model stay, beside some of its matrices a product of two small ones is learned
/// (LoRA, 2106.09685; rsLoRA, 2312.03732; DoRA, 2402.09353). Defaults are those of PEFT.
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
    /// Last parts of the names of the adapted layers, for example <c>q_proj</c>. Empty (default): every linear layer of the
    /// blocks (PEFT's <c>all-linear</c>).
    /// </summary>
    public ImmutableArray<string> Targets { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Whether every setting of the other options is the same; the targets are compared by content.</summary>
    /// <param name="other">The other options.</param>
    /// <returns>Whether they are equal.</returns>
    public bool Equals(LoraOptions? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>Every setting with its name, in one line that is the same in every culture.</summary>
    /// <returns>The settings, sorted by name.</returns>
    public override string ToString() => SettingsText.Of(this);
}
