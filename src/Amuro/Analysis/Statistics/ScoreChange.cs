using System.Collections.Immutable;

namespace Amuro.Analysis.Statistics;

/// <summary>
/// Changes of scores over several cells, raw and relative. One cell with a tiny score before can drive a mean of ratios: the ratio of sums
/// and the means without each cell show it.
/// </summary>
public static class ScoreChange
{
    /// <summary>Compares scores before and after.</summary>
    /// <param name="before">Score of each cell before.</param>
    /// <param name="after">Score of each cell after.</param>
    /// <param name="chance">Score of guessing in each cell; null for 0.</param>
    /// <param name="ceiling">Best score possible in each cell; null for 1.</param>
    /// <returns>The changes; not estimable without cells or with a value that is not a finite number. A cell's ratio is NaN where it does not exist.</returns>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static ScoreChangeResult Of(
        IReadOnlyList<double> before, IReadOnlyList<double> after, IReadOnlyList<double>? chance = null, IReadOnlyList<double>? ceiling = null)
    {
        Lists.CheckPairs(before, after);
        chance ??= [.. before.Select(_ => 0.0)];
        ceiling ??= [.. before.Select(_ => 1.0)];
        Lists.CheckPairs(before, chance);
        Lists.CheckPairs(before, ceiling);
        if ((Lists.Problem(before, after, 1, "cells") ?? Lists.Problem(chance, ceiling, 1, "cells")) is { } problem)
        {
            return new ScoreChangeResult(problem);
        }

        int[] cells = [.. Enumerable.Range(0, before.Count)];
        double[] raw = Lists.Differences(before, after);
        double[] relative = [.. cells.Select(i => before[i] == 0 ? double.NaN : raw[i] / before[i])];
        double[] known = [.. relative.Where(r => !double.IsNaN(r))];
        double[] normalised = [.. cells.Select(i => ceiling[i] > chance[i] ? raw[i] / (ceiling[i] - chance[i]) : double.NaN)];
        bool positive = before.All(b => b > 0) && after.All(a => a > 0);
        return new ScoreChangeResult
        {
            Raw = [.. raw],
            MeanRaw = Lists.Mean(raw),
            Relative = [.. relative],
            MeanOfRatios = Mean(known, "the score before is 0 in all cells"),
            MedianOfRatios = known.Length == 0 ? Quantity.None("the score before is 0 in all cells") : new Quantity(Quantiles.Median([.. known.Order()])),
            CellsWithZeroBefore = cells.Length - known.Length,
            RatioOfSums = before.Sum() == 0 ? Quantity.None("the scores before add up to 0") : new Quantity((after.Sum() - before.Sum()) / before.Sum()),
            MeanLogRatio = positive ? new Quantity(cells.Average(i => Math.Log(after[i] / before[i]))) : Quantity.None("a score is not above 0"),
            Retention = [.. cells.Select(i => before[i] == 0 ? double.NaN : after[i] / before[i])],
            ChanceNormalised = [.. normalised],
            MeanChanceNormalised = normalised.Any(double.IsNaN) ? Quantity.None("a ceiling is not above chance") : new Quantity(Lists.Mean(normalised)),
            AboveChanceRetention = [.. cells.Select(i => before[i] > chance[i] ? (after[i] - chance[i]) / (before[i] - chance[i]) : double.NaN)],
            MeanOfRatiosWithout = [.. cells.Select(without => Mean([.. cells.Where(i => i != without && before[i] != 0).Select(i => relative[i])], "no other cell has a ratio"))],
        };
    }

    private static Quantity Mean(double[] values, string reason) => values.Length == 0 ? Quantity.None(reason) : new Quantity(Lists.Mean(values));
}

/// <summary>Result of <see cref="ScoreChange"/>; lists go by cell.</summary>
/// <param name="Reason">Why nothing can be estimated; null if it can.</param>
public sealed record ScoreChangeResult(string? Reason = null) : Statistic(Reason)
{
    private static readonly Quantity Nothing = Quantity.None("nothing was estimated");

    /// <summary>After less before.</summary>
    public ImmutableArray<double> Raw { get; init; } = [];

    /// <summary>Mean of <see cref="Raw"/>.</summary>
    public double MeanRaw { get; init; } = double.NaN;

    /// <summary>(after - before) / before; NaN where the score before is 0.</summary>
    public ImmutableArray<double> Relative { get; init; } = [];

    /// <summary>Mean of <see cref="Relative"/> over the cells that have it.</summary>
    public Quantity MeanOfRatios { get; init; } = Nothing;

    /// <summary>Median of <see cref="Relative"/> over the cells that have it.</summary>
    public Quantity MedianOfRatios { get; init; } = Nothing;

    /// <summary>Cells without a ratio.</summary>
    public int CellsWithZeroBefore { get; init; }

    /// <summary>(sum after - sum before) / sum before, over all cells.</summary>
    public Quantity RatioOfSums { get; init; } = Nothing;

    /// <summary>Mean of ln(after / before); only if all scores are above 0.</summary>
    public Quantity MeanLogRatio { get; init; } = Nothing;

    /// <summary>after / before; NaN where the score before is 0.</summary>
    public ImmutableArray<double> Retention { get; init; } = [];

    /// <summary>(after - before) / (ceiling - chance); NaN where the ceiling is not above chance.</summary>
    public ImmutableArray<double> ChanceNormalised { get; init; } = [];

    /// <summary>Mean of <see cref="ChanceNormalised"/>.</summary>
    public Quantity MeanChanceNormalised { get; init; } = Nothing;

    /// <summary>(after - chance) / (before - chance); NaN where the score before is not above chance.</summary>
    public ImmutableArray<double> AboveChanceRetention { get; init; } = [];

    /// <summary>The mean of ratios without each cell.</summary>
    public ImmutableArray<Quantity> MeanOfRatiosWithout { get; init; } = [];
}
