using System.Collections.Immutable;

namespace Amuro.Analysis.Statistics;

/// <summary>The monotone series nearest to a series in squares, by pooling adjacent violators (Ayer and others 1955; Barlow and others 1972).</summary>
public static class IsotonicFit
{
    /// <summary>Fits the values in the order given; equal positions are not pooled.</summary>
    /// <param name="y">Values in their order.</param>
    /// <param name="increasing">Whether the fit may only rise, else only fall. Default true.</param>
    /// <param name="weights">Weights above 0; null for 1 each.</param>
    /// <returns>The fit; not estimable without values or with one that is not a finite number.</returns>
    /// <exception cref="ArgumentException">There are not as many weights as values.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A weight is not above 0.</exception>
    public static IsotonicResult Fit(IReadOnlyList<double> y, bool increasing = true, IReadOnlyList<double>? weights = null)
    {
        ArgumentNullException.ThrowIfNull(y);
        weights ??= [.. y.Select(_ => 1.0)];
        Lists.CheckPairs(y, weights);
        if (weights.Any(w => !(w > 0 && double.IsFinite(w))))
        {
            throw new ArgumentOutOfRangeException(nameof(weights), "Expected weights above 0.");
        }

        if (Lists.Problem(y, 1) is { } problem)
        {
            return new IsotonicResult([], [], [], double.NaN, problem);
        }

        // A stack of blocks: start, mean and weight; a block that is not on the right side of the one before joins it.
        List<(int Start, double Mean, double Weight)> blocks = [];
        for (int i = 0; i < y.Count; i++)
        {
            (int Start, double Mean, double Weight) block = (i, y[i], weights[i]);
            while (blocks.Count > 0 && (increasing ? blocks[^1].Mean >= block.Mean : blocks[^1].Mean <= block.Mean))
            {
                (int start, double mean, double weight) = blocks[^1];
                double joined = mean == block.Mean ? mean : ((mean * weight) + (block.Mean * block.Weight)) / (weight + block.Weight);
                block = (start, joined, weight + block.Weight);
                blocks.RemoveAt(blocks.Count - 1);
            }

            blocks.Add(block);
        }

        var fit = new double[y.Count];
        double squares = 0;
        for (int b = 0; b < blocks.Count; b++)
        {
            for (int i = blocks[b].Start; i < (b + 1 < blocks.Count ? blocks[b + 1].Start : y.Count); i++)
            {
                fit[i] = blocks[b].Mean;
                squares += weights[i] * (y[i] - fit[i]) * (y[i] - fit[i]);
            }
        }

        return new IsotonicResult([.. fit], [.. blocks.Select(b => b.Start), y.Count], [.. blocks.Select(b => b.Weight)], squares);
    }
}

/// <summary>Result of <see cref="IsotonicFit"/>.</summary>
/// <param name="Fit">The fitted values.</param>
/// <param name="BlockStarts">Where each block of equal fitted values starts, and at the end the number of values.</param>
/// <param name="BlockWeights">Sum of the weights of each block.</param>
/// <param name="SumOfSquares">Weighted sum of squared distances.</param>
/// <param name="Reason">Why it cannot be estimated; null if it can.</param>
public sealed record IsotonicResult(
    ImmutableArray<double> Fit, ImmutableArray<int> BlockStarts, ImmutableArray<double> BlockWeights, double SumOfSquares, string? Reason = null)
    : Statistic(Reason);
