using System.Collections.Immutable;

namespace Amuro.Analysis.Statistics;

/// <summary>
/// Forgetting (Chaudhry and others 2018, arXiv 1801.10112), backward and forward transfer (Lopez-Paz and Ranzato 2017, arXiv 1706.08840)
/// of a model tuned on one task after the other.
/// </summary>
public static class ContinualLearning
{
    /// <summary>Summarises the table of scores.</summary>
    /// <param name="scores">Row k, column j: score on task j after training on task k; both in the order of training.</param>
    /// <param name="untrained">Score on each task before any training, for forward transfer; null if not known.</param>
    /// <param name="joint">Score on each task of a model trained on all tasks up to it at once, for intransigence; null if not known.</param>
    /// <returns>The measures; not estimable with fewer than two tasks or a value that is not a finite number.</returns>
    /// <exception cref="ArgumentException">The table is not square, or a list has another length.</exception>
    public static ContinualLearningResult Of(
        IReadOnlyList<IReadOnlyList<double>> scores, IReadOnlyList<double>? untrained = null, IReadOnlyList<double>? joint = null)
    {
        ArgumentNullException.ThrowIfNull(scores);
        int n = scores.Count;
        if (scores.Any(row => row.Count != n) || (untrained?.Count ?? n) != n || (joint?.Count ?? n) != n)
        {
            throw new ArgumentException($"Expected as many columns, and other scores, as tasks ({n}).", nameof(scores));
        }

        string? problem = n < 2 ? $"at least 2 tasks are needed, found {n}" : scores.Select(row => Lists.Problem(row, n)).FirstOrDefault(p => p is not null);
        if (problem is not null)
        {
            return new ContinualLearningResult(problem);
        }

        ImmutableArray<ImmutableArray<double>> all = Forgetting(scores, _ => 0), learned = Forgetting(scores, j => j);
        int[] later = [.. Enumerable.Range(1, n - 1)];
        return new ContinualLearningResult
        {
            AverageScore = [.. Enumerable.Range(0, n).Select(k => scores[k].Take(k + 1).Average())],
            Forgetting = all,
            AverageForgetting = [.. all.Select(f => f.Average())],
            ForgettingSinceLearned = learned,
            AverageForgettingSinceLearned = [.. learned.Select(f => f.Average())],
            BackwardTransfer = Enumerable.Range(0, n - 1).Average(i => scores[n - 1][i] - scores[i][i]),
            ForwardTransfer = untrained is null ? Quantity.None("scores before training were not given") : new Quantity(later.Average(i => scores[i - 1][i] - untrained[i])),
            Intransigence = joint is null ? [] : [.. Enumerable.Range(0, n).Select(k => joint[k] - scores[k][k])],
            LearningScore = Enumerable.Range(0, n).Average(k => scores[k][k]),
        };
    }

    // After task k, for each task j before it: the best score of rows from 'first' up to k - 1, less that of row k.
    private static ImmutableArray<ImmutableArray<double>> Forgetting(IReadOnlyList<IReadOnlyList<double>> scores, Func<int, int> first) =>
    [
        .. Enumerable.Range(1, scores.Count - 1).Select(k => (ImmutableArray<double>)
        [
            .. Enumerable.Range(0, k).Select(j => Enumerable.Range(first(j), k - first(j)).Max(l => scores[l][j]) - scores[k][j]),
        ]),
    ];
}

/// <summary>Result of <see cref="ContinualLearning"/>.</summary>
/// <param name="Reason">Why nothing can be estimated; null if it can.</param>
public sealed record ContinualLearningResult(string? Reason = null) : Statistic(Reason)
{
    /// <summary>After each task, the mean score on the tasks trained so far.</summary>
    public ImmutableArray<double> AverageScore { get; init; } = [];

    /// <summary>After each task from the second, for each earlier task: its best score in any earlier row less its score now.</summary>
    public ImmutableArray<ImmutableArray<double>> Forgetting { get; init; } = [];

    /// <summary>Mean of <see cref="Forgetting"/> after each task from the second.</summary>
    public ImmutableArray<double> AverageForgetting { get; init; } = [];

    /// <summary>The same with the best score only from rows since the task itself was trained.</summary>
    public ImmutableArray<ImmutableArray<double>> ForgettingSinceLearned { get; init; } = [];

    /// <summary>Mean of <see cref="ForgettingSinceLearned"/> after each task from the second.</summary>
    public ImmutableArray<double> AverageForgettingSinceLearned { get; init; } = [];

    /// <summary>Mean over all tasks but the last of the score at the end less that right after training on the task.</summary>
    public double BackwardTransfer { get; init; } = double.NaN;

    /// <summary>Mean over all tasks but the first of the score just before training on the task less that of the untrained model.</summary>
    public Quantity ForwardTransfer { get; init; } = Quantity.None("nothing was estimated");

    /// <summary>For each task: the joint model's score less that right after training; empty if the joint scores are not known.</summary>
    public ImmutableArray<double> Intransigence { get; init; } = [];

    /// <summary>Mean score right after training on the task.</summary>
    public double LearningScore { get; init; } = double.NaN;
}
