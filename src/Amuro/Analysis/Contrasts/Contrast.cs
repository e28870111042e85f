using Amuro.Analysis.Grid;
using Amuro.Analysis.Resampling;

namespace Amuro.Analysis.Contrasts;

/// <summary>A weighted sum of evaluations, such as late minus early or fine-tuned minus base.</summary>
internal readonly record struct Term(Cell? Cell, double Weight);

/// <summary>
/// One contrast of evaluations of one task: its value by seed, split into sums over clusters of items so that it can be resampled fast.
/// </summary>
internal sealed class Contrast
{
    /// <summary>No half: all items.</summary>
    public const int Whole = -1;

    private Contrast(TaskCells task, string runs, string items, int clusters, int[] seeds)
    {
        Draws = task.Draws;
        Runs = runs;
        ItemGroup = items;
        Clusters = clusters;
        Seeds = seeds;
    }

    /// <summary>The resamples that contrasts of the same shape share.</summary>
    public DrawCache Draws { get; }

    /// <summary>Contrasts with the same name share their seeds: these are drawn together.</summary>
    public string Runs { get; }

    /// <summary>Contrasts with the same name share their items: the clusters are drawn together.</summary>
    public string ItemGroup { get; }

    /// <summary>Number of clusters; 0 where only standard errors are known.</summary>
    public int Clusters { get; }

    public int[] Seeds { get; }

    /// <summary>The clusters of each seed; null where only standard errors are known.</summary>
    public ClusterSums[]? BySeed { get; private init; }

    /// <summary>Value and standard error by seed where there are no items.</summary>
    public (double Value, double StandardError)[]? Scores { get; private init; }

    /// <summary>Mean over the seeds.</summary>
    public double Value => BySeed?.Average(s => s.Value) ?? Scores!.Average(s => s.Value);

    /// <summary>Builds a contrast, seed by seed; a seed for which an evaluation is missing is left out.</summary>
    /// <param name="task">The task.</param>
    /// <param name="runs">Name of the group of runs.</param>
    /// <param name="seeds">Seeds to use; their mean is used where no seed has all evaluations.</param>
    /// <param name="terms">Terms of a seed for the items of a half; for <see cref="Whole"/> where there are no items.</param>
    /// <param name="half">Half of the items to keep, or <see cref="Whole"/>.</param>
    /// <returns>The contrast; null if an evaluation is missing altogether.</returns>
    public static Contrast? Of(TaskCells task, string runs, IReadOnlyList<int> seeds, Func<int, int, IReadOnlyList<Term>> terms, int half = Whole)
    {
        int[] complete = [.. seeds.Where(s => Complete(terms(s, Whole)))];
        if (complete.Length == 0)
        {
            complete = Complete(terms(ResultGrid.AllSeeds, Whole)) ? [ResultGrid.AllSeeds] : [];
        }

        if (complete.Length == 0)
        {
            return null;
        }

        string items = half == Whole ? task.Name : $"{task.Name}\n{half}";
        if (complete.All(s => terms(s, Whole).All(t => t.Cell!.Items is not null)))
        {
            int clusters = half == Whole ? task.Clusters : task.ClustersIn(half);
            ClusterSums[] sums = [.. complete.Select(s => Sum(task, [terms(s, 0), terms(s, 1)], clusters, half))];
            return sums.All(s => s.Items > 0) ? new Contrast(task, runs, items, clusters, complete) { BySeed = sums } : null;
        }

        return new Contrast(task, runs, task.Name, 0, complete)
        {
            Scores = [.. complete.Select(s => Combine(terms(s, Whole)))],
        };
    }

    public static Contrast? Of(TaskCells task, string runs, IReadOnlyList<int> seeds, Func<int, IReadOnlyList<Term>> terms, int half = Whole) =>
        Of(task, runs, seeds, (seed, _) => terms(seed), half);

    private static bool Complete(IReadOnlyList<Term> terms) => terms.Count > 0 && terms.All(t => t.Cell is not null);

    private static ClusterSums Sum(TaskCells task, IReadOnlyList<Term>[] terms, int clusters, int half)
    {
        var sums = new double[clusters];
        var counts = new double[clusters];
        for (int i = 0; i < task.Items; i++)
        {
            int halfOfItem = task.HalfOfItem(i);
            if (half != Whole && half != halfOfItem)
            {
                continue;
            }

            double value = 0;
            foreach (Term term in terms[halfOfItem])
            {
                value += term.Weight * term.Cell!.Items![i];
            }

            if (!double.IsNaN(value))
            {
                int cluster = half == Whole ? task.ClusterOfItem[i] : task.PlaceInHalf[task.ClusterOfItem[i]];
                sums[cluster] += value;
                counts[cluster]++;
            }
        }

        return new ClusterSums(sums, counts);
    }

    // Without items the evaluations count as independent: an interval that is too wide for pairs, never too narrow.
    private static (double, double) Combine(IReadOnlyList<Term> terms) =>
    (
        terms.Sum(t => t.Weight * t.Cell!.Score),
        Math.Sqrt(terms.Sum(t => t.Weight * t.Weight * t.Cell!.StandardError * t.Cell.StandardError)));
}
