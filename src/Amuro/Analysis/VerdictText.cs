namespace Amuro.Analysis;

/// <summary>How verdicts are written in files and reports.</summary>
public static class VerdictText
{
    /// <summary>The words of a verdict: <c>supported</c>, <c>not supported</c>, <c>inconclusive</c> or <c>not estimable</c>.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is none of the four.</exception>
    public static string ToText(this Verdict verdict) => verdict switch
    {
        Verdict.Supported => "supported",
        Verdict.NotSupported => "not supported",
        Verdict.Inconclusive => "inconclusive",
        Verdict.NotEstimable => "not estimable",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "Expected one of the four verdicts."),
    };
}
