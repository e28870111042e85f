namespace Amuro.Analysis.Statistics;

/// <summary>Sizes, means and squares of groups of values.</summary>
internal sealed class Groups
{
    /// <exception cref="ArgumentException">A group has no values.</exception>
    public Groups(IReadOnlyList<IReadOnlyList<double>> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        if (groups.Any(g => g.Count == 0))
        {
            throw new ArgumentException("Expected values in every group, found a group without.", nameof(groups));
        }

        Sizes = [.. groups.Select(g => (double)g.Count)];
        Means = [.. groups.Select(Lists.Mean)];
        Total = Sizes.Sum();
        Within = groups.Sum(Lists.SumOfSquares);
        Problem = groups.Count < 2 ? $"at least 2 groups are needed, found {groups.Count}"
            : Total <= groups.Count ? "no group has 2 values"
            : groups.Any(g => g.Any(v => !double.IsFinite(v))) ? "a value is not a finite number"
            : null;
    }

    public double[] Sizes { get; }

    public double[] Means { get; }

    public double Total { get; }

    /// <summary>Sum of the squared residuals from the groups' means.</summary>
    public double Within { get; }

    /// <summary>Why there is nothing to estimate; null if there is.</summary>
    public string? Problem { get; }
}
