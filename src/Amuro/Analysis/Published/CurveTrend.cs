using Amuro.Analysis.Statistics;

namespace Amuro.Analysis.Published;

/// <summary>A score over the steps and the test of its trend, corrected for the number of curves tested together.</summary>
public sealed record CurveTrend
{
    /// <summary>Name of the curve.</summary>
    public required string Name { get; init; }

    /// <summary>Pre-training steps, ascending.</summary>
    public required IReadOnlyList<long> Steps { get; init; }

    /// <summary>Scores, as many.</summary>
    public required IReadOnlyList<double> Scores { get; init; }

    /// <summary>Mann-Kendall's test; its p is exact, over all orders where scores are tied, up to 8 checkpoints.</summary>
    public required MannKendallResult Test { get; init; }

    /// <summary>Median slope with its interval, score per 100,000 steps.</summary>
    public required TheilSenResult SlopePer100K { get; init; }

    /// <summary>p after Holm's correction over all curves.</summary>
    public required double HolmPValue { get; init; }

    /// <summary>p after Benjamini and Hochberg's correction over all curves.</summary>
    public required double BenjaminiHochbergPValue { get; init; }

    /// <summary>Tests curves together.</summary>
    /// <param name="curves">Name, steps and scores of each.</param>
    /// <exception cref="ArgumentException">A curve has not as many scores as steps.</exception>
    public static IReadOnlyList<CurveTrend> Of(IReadOnlyList<(string Name, IReadOnlyList<long> Steps, IReadOnlyList<double> Scores)> curves)
    {
        ArgumentNullException.ThrowIfNull(curves);
        MannKendallResult[] tests = [.. curves.Select(c => MannKendall.Test([.. c.Steps.Select(s => (double)s)], c.Scores))];
        double[] p = [.. tests.Select(t => t.PValue)];
        double[] holm = Holm.Adjust(p);
        double[] rate = BenjaminiHochberg.Adjust(p);
        return Array.AsReadOnly(curves.Select((c, i) => new CurveTrend
        {
            Name = c.Name,
            Steps = Array.AsReadOnly(c.Steps.ToArray()),
            Scores = Array.AsReadOnly(c.Scores.ToArray()),
            Test = tests[i],
            SlopePer100K = TheilSen.Fit([.. c.Steps.Select(s => s / 100_000.0)], c.Scores),
            HolmPValue = holm[i],
            BenjaminiHochbergPValue = rate[i],
        }).ToArray());
    }
}
