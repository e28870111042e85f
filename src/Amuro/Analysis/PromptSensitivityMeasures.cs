using Amuro.Results;

namespace Amuro.Analysis;

/// <summary>How much one model depends on the prompt format on one task, in every measure, each with an interval over items and runs.</summary>
public sealed record PromptSensitivityMeasures
{
    /// <inheritdoc cref="PromptSensitivityRow.Step"/>
    public required long Step { get; init; }

    /// <inheritdoc cref="PromptSensitivityRow.Stage"/>
    public required Stage Stage { get; init; }

    /// <inheritdoc cref="PromptSensitivityRow.TunedOn"/>
    public required string TunedOn { get; init; }

    /// <inheritdoc cref="PromptSensitivityRow.Task"/>
    public required string Task { get; init; }

    /// <summary>Number of worked examples in the prompts.</summary>
    public required int Shots { get; init; }

    /// <inheritdoc cref="PromptSensitivityRow.Metric"/>
    public required string Metric { get; init; }

    /// <summary>Number of items that were evaluated in all formats and seeds: these are used. 0 without item records.</summary>
    public required int Items { get; init; }

    /// <summary>Number of seeds; every value is a mean over them.</summary>
    public required int Seeds { get; init; }

    /// <summary>The formats in the order in which they were first seen, each with its score.</summary>
    public required IReadOnlyList<FormatEstimate> Formats { get; init; }

    /// <summary>The format with the lowest score; the first of equals.</summary>
    public required FormatEstimate Worst { get; init; }

    /// <summary>The format with the highest score; the first of equals.</summary>
    public required FormatEstimate Best { get; init; }

    /// <summary>The format that alone stands apart from all others; null if there is none.</summary>
    public required FormatOutlier? Outlier { get; init; }

    /// <summary>
    /// Every measure; not estimable, with the reason, where the records do not hold what it needs. Without item records spread and deviation
    /// have values, but no intervals: the formats share their items, and scores do not say how far their errors go together.
    /// </summary>
    public required IReadOnlyDictionary<PromptMeasure, Estimate> Values { get; init; }

    /// <summary>
    /// The change of every measure against the base model of the same step, paired by item; empty for a base model and where there is none.
    /// </summary>
    public required IReadOnlyDictionary<PromptMeasure, PromptMeasureChange> Changes { get; init; }
}

/// <summary>Score in one prompt format.</summary>
/// <param name="Format">Name of the format.</param>
/// <param name="Score">Mean over items and seeds.</param>
/// <param name="Interval">Interval over the items, in whole clusters, and the runs; without item records by the standard error.</param>
public sealed record FormatEstimate(string Format, double Score, Interval Interval);

/// <summary>How a measure of prompt sensitivity changes by fine-tuning.</summary>
/// <param name="Change">Fine-tuned minus base, with its interval and p.</param>
/// <param name="AdjustedPValue">p after Holm's correction over the fine-tuned models and tasks of the same step and measure; NaN without p.</param>
public sealed record PromptMeasureChange(Estimate Change, double AdjustedPValue);

/// <summary>
/// One prompt format that stands apart: of at least three formats, the best or the worst, further from the one next to it than all
/// others lie apart, and the gap significant at alpha over the number of formats (Bonferroni: each might have been the one).
/// </summary>
/// <param name="Format">Name of the format.</param>
/// <param name="IsBest">Whether it is above the others; else it is below.</param>
/// <param name="Gap">Its score minus that of the format next to it.</param>
public sealed record FormatOutlier(string Format, bool IsBest, Estimate Gap);

/// <summary>A measure over the series of checkpoints, for one task, stage and training task.</summary>
/// <param name="Measure">The measure.</param>
/// <param name="Stage">Before or after fine-tuning.</param>
/// <param name="TunedOn">Task fine-tuned on; empty for base models.</param>
/// <param name="Task">Task evaluated.</param>
/// <param name="Shots">Number of worked examples.</param>
/// <param name="Points">Value at each pre-training step, ascending.</param>
/// <param name="Trend">Trend over the steps; its adjusted p is Holm's over the curves of the same measure.</param>
public sealed record PromptSensitivityCurve(
    PromptMeasure Measure, Stage Stage, string TunedOn, string Task, int Shots, IReadOnlyList<PromptSensitivityPoint> Points, StepTrend Trend);

/// <summary>One point of a <see cref="PromptSensitivityCurve"/>.</summary>
/// <param name="Step">Pre-training step.</param>
/// <param name="Estimate">The value there.</param>
public sealed record PromptSensitivityPoint(long Step, Estimate Estimate);

/// <summary>Whether the same prompt formats are good and bad at all checkpoints, for one task, stage and training task.</summary>
/// <param name="Stage">Before or after fine-tuning.</param>
/// <param name="TunedOn">Task fine-tuned on; empty for base models.</param>
/// <param name="Task">Task evaluated.</param>
/// <param name="Shots">Number of worked examples.</param>
/// <param name="Checkpoints">Number of checkpoints.</param>
/// <param name="MostOftenBest">The format that is best at most checkpoints; the first of equals.</param>
/// <param name="TimesBest">At how many it is best.</param>
/// <param name="MostOftenWorst">The format that is worst at most checkpoints; the first of equals.</param>
/// <param name="TimesWorst">At how many it is worst.</param>
/// <param name="Concordance">
/// Kendall's W of the formats' rankings over the checkpoints. It describes: as the checkpoints were scored on the same items, noise makes
/// them agree too, and there is no test.
/// </param>
public sealed record PromptFormatRanking(
    Stage Stage, string TunedOn, string Task, int Shots, int Checkpoints,
    string MostOftenBest, int TimesBest, string MostOftenWorst, int TimesWorst, Statistics.KendallWResult Concordance);
