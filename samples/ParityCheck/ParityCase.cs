using System.Globalization;

/// <summary>One case of a folder of reference outputs.</summary>
/// <param name="Name">Its folder or file.</param>
/// <param name="Check">Computes it and compares.</param>
internal sealed record ParityCase(string Name, Func<ParityResult> Check);

/// <summary>How far a case is from its reference.</summary>
/// <param name="Difference">Largest absolute difference (relative for gradient norms; 0 or 1 for ids and texts).</param>
/// <param name="Tolerance">What the reference allows.</param>
/// <param name="Problem">What is wrong, or null.</param>
internal sealed record ParityResult(double Difference, double Tolerance, string? Problem)
{
    public bool Passed => Problem is null && Difference <= Tolerance;

    public static ParityResult Fail(string problem) => new(double.NaN, double.NaN, problem.ReplaceLineEndings(" "));

    /// <summary>Of exact things: all equal, or the first that is not.</summary>
    public static ParityResult Exact(string? problem) => new(problem is null ? 0 : 1, 0, problem?.ReplaceLineEndings(" "));

    /// <summary>Of many numbers, each with a tolerance of its own: the largest distance over its tolerance.</summary>
    public static ParityResult Worst(IEnumerable<Deviation> deviations)
    {
        Deviation? worst = deviations.MaxBy(d => d.Ratio);
        return worst is null ? Fail("nothing to compare") : new(worst.Ratio, 1, worst.Ratio <= 1 ? null : worst.ToString().ReplaceLineEndings(" "));
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"max_abs_diff={Difference:g3}  tolerance={Tolerance:g3}  {(Passed ? "ok" : "FAIL " + (Problem ?? "beyond the tolerance"))}");
}
