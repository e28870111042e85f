using Amuro.Results;

namespace Amuro.Analysis;

/// <summary>Answer to question 4: how far does the score move when only the prompt format changes, before and after fine-tuning?</summary>
public sealed record PromptSensitivityReport
{
    /// <summary>The answer. Its effect is the fine-tuned minus the base spread over formats, late checkpoints.</summary>
    public required Finding Finding { get; init; }

    /// <summary>Whether the fine-tuned spread shrinks with pre-training. Its effect is the late minus the early spread.</summary>
    public required Finding TrendFinding { get; init; }

    /// <summary>One row for each checkpoint, stage, training task and evaluated task.</summary>
    public required IReadOnlyList<PromptSensitivityRow> Rows { get; init; }

    /// <summary>
    /// Every measure with its interval, and its change by fine-tuning: one entry for each step, stage, training task, evaluated task and
    /// number of shots. Without item records spread and deviation only.
    /// </summary>
    public required IReadOnlyList<PromptSensitivityMeasures> Measures { get; init; }

    /// <summary>Each measure against the pre-training step with its trend: one curve for each measure, stage, training task, evaluated task and number of shots.</summary>
    public required IReadOnlyList<PromptSensitivityCurve> Curves { get; init; }

    /// <summary>Whether the same formats are good and bad at all checkpoints: one entry for each stage, training task, evaluated task and number of shots with at least two formats.</summary>
    public required IReadOnlyList<PromptFormatRanking> Rankings { get; init; }
}

/// <summary>Scores of one model on one task over the prompt formats.</summary>
public sealed record PromptSensitivityRow
{
    /// <summary>Pre-training step of the checkpoint.</summary>
    public required long Step { get; init; }

    /// <summary>Before or after fine-tuning.</summary>
    public required Stage Stage { get; init; }

    /// <summary>Task that the model was fine-tuned on; empty for the base model.</summary>
    public required string TunedOn { get; init; }

    /// <summary>Task evaluated.</summary>
    public required string Task { get; init; }

    /// <summary>Relation of <see cref="Task"/> to <see cref="TunedOn"/>.</summary>
    public required TaskRelation Split { get; init; }

    /// <summary>Name of the task's primary metric.</summary>
    public required string Metric { get; init; }

    /// <summary>Score by format, mean over the seeds, in the order in which the formats were first seen.</summary>
    public required IReadOnlyList<FormatScore> Formats { get; init; }

    /// <summary>Number of seeds.</summary>
    public required int Seeds { get; init; }

    /// <summary>Highest minus lowest score over the formats (FormatSpread, arXiv 2310.11324), mean over the seeds. Noise makes it larger.</summary>
    public required double Spread { get; init; }

    /// <summary>
    /// The same with highest and lowest format chosen on one half of the items and compared on the other:
    /// zero on average where formats do not matter. NaN without item records.
    /// </summary>
    public required double HeldOutSpread { get; init; }

    /// <summary>Share of items with the same prediction in all formats, mean over the seeds; NaN without item records.</summary>
    public required double Consistency { get; init; }
}

/// <summary>Score in one prompt format.</summary>
/// <param name="Format">Name of the format.</param>
/// <param name="Score">Score, mean over the seeds.</param>
public sealed record FormatScore(string Format, double Score);
