using Amuro.Results;

namespace Amuro.Analysis;

/// <summary>How much one model depends on the prompt format on one task, in every measure, each with a bootstrap interval over items.</summary>
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

    /// <summary>Number of items that were evaluated in all formats and seeds: these are used.</summary>
    public required int Items { get; init; }

    /// <summary>Number of seeds; every value is a mean over them.</summary>
    public required int Seeds { get; init; }

    /// <summary>The formats in the order in which they were first seen, each with its score.</summary>
    public required IReadOnlyList<FormatEstimate> Formats { get; init; }

    /// <summary>The format with the lowest score; the first of equals.</summary>
    public required FormatEstimate Worst { get; init; }

    /// <summary>The format with the highest score; the first of equals.</summary>
    public required FormatEstimate Best { get; init; }

    /// <summary>Every measure; not estimable, with the reason, where the records do not hold what it needs.</summary>
    public required IReadOnlyDictionary<PromptMeasure, Estimate> Values { get; init; }

    /// <summary>
    /// The change of every measure against the base model of the same step, items resampled in pairs; empty for a base model and where there is none.
    /// </summary>
    public required IReadOnlyDictionary<PromptMeasure, Estimate> Changes { get; init; }
}

/// <summary>Score in one prompt format.</summary>
/// <param name="Format">Name of the format.</param>
/// <param name="Score">Mean over items and seeds.</param>
/// <param name="Interval">Bootstrap interval over the items, in whole clusters.</param>
public sealed record FormatEstimate(string Format, double Score, Interval Interval);

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
