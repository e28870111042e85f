namespace Amuro.Analysis.Statistics;

/// <summary>Which tests are significant after a correction.</summary>
public static class Rejections
{
    /// <summary>Whether each adjusted p is at most alpha; a rounding error of 1e-12 of alpha is forgiven, NaN is never significant.</summary>
    /// <param name="adjusted">Adjusted p, such as from <see cref="Holm"/>.</param>
    /// <param name="alpha">Level. Default 0.05.</param>
    /// <returns>As many values, in the same order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Alpha is not between 0 and 1.</exception>
    public static bool[] At(IReadOnlyList<double> adjusted, double alpha = 0.05)
    {
        ArgumentNullException.ThrowIfNull(adjusted);
        Levels.Check(alpha);
        return [.. adjusted.Select(p => p <= alpha * (1 + 1e-12))];
    }
}
