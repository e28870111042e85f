namespace Amuro.Analysis;

/// <summary>The answer to one question: a verdict with the figures it rests on.</summary>
public sealed record Finding
{
    /// <summary>The question, in plain English.</summary>
    public required string Question { get; init; }

    /// <summary>What the data say.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>The effect that the verdict is about, in units of the score (0 to 1); NaN where it cannot be estimated.</summary>
    public required double Effect { get; init; }

    /// <summary>Confidence interval of <see cref="Effect"/>.</summary>
    public required Interval Interval { get; init; }

    /// <summary>Two-sided p of no effect; NaN where it cannot be estimated.</summary>
    public required double PValue { get; init; }

    /// <summary>
    /// <see cref="PValue"/> after Holm's correction over all findings of a <see cref="FindingsReport"/>, which alone gives it: two halves
    /// of a question count as two, and findings without p do not count. NaN elsewhere. Verdicts rest on each finding's own interval; this
    /// says what is left of one when all questions are asked of the same data.
    /// </summary>
    public double AdjustedPValue { get; init; } = double.NaN;

    /// <summary>The test that <see cref="PValue"/> and the interval are from; empty where there is none.</summary>
    public string Test { get; init; } = "";

    /// <summary>The answer in one sentence with its figures, or the reason why there is none.</summary>
    public required string Sentence { get; init; }

    /// <summary>What interval and verdict take for granted and what they leave out, one sentence each.</summary>
    public required IReadOnlyList<string> Assumptions { get; init; }
}
