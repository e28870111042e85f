using System.Globalization;
using Amuro.Analysis.Contrasts;
using Amuro.Analysis.Grid;

namespace Amuro.Analysis;

/// <summary>The wording that the findings share.</summary>
internal static class Wording
{
    public static string Signed(double value) =>
        double.IsNaN(value) ? "not estimable" : value.ToString("+0.000;-0.000;0.000", CultureInfo.InvariantCulture);

    public static string Plain(double value) =>
        double.IsNaN(value) ? "not estimable" : value.ToString("0.000", CultureInfo.InvariantCulture);

    public static string With(Estimate estimate) =>
        estimate.Interval.IsEstimable
            ? $"{Signed(estimate.Value)} [{Signed(estimate.Interval.Low)}, {Signed(estimate.Interval.High)}]"
            : $"{Signed(estimate.Value)} [no interval]";

    public static string Count(int n, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{n} {(n == 1 ? one : many ?? one + "s")}");

    public static string Seeds(IEnumerable<Contrast> contrasts)
    {
        Contrast[] all = [.. contrasts];
        int fewest = all.Length == 0 ? 0 : all.Min(c => c.Seeds.Length);
        return fewest >= 2
            ? $"The interval covers fine-tuning seeds (at least {fewest} per task) and clusters of items."
            : "One fine-tuning seed: the interval covers items only, not the variation between runs.";
    }

    public static string Test(IEnumerable<Contrast> contrasts, int resamples)
    {
        Contrast[] all = [.. contrasts];
        string what = all.All(c => c.Scores is not null) ? "normal errors of the scores" : all.Any(c => c.Scores is not null) ? "clusters of items and normal errors of scores" : "clusters of items";
        string runs = all.Any(c => c.Seeds.Length > 1) ? "fine-tuning runs, then " : "";
        return string.Create(CultureInfo.InvariantCulture, $"two-sided bootstrap of {runs}{what}, {resamples} resamples");
    }

    public static IEnumerable<string> Data(ResultGrid grid, IEnumerable<Contrast> contrasts)
    {
        if (contrasts.Any(c => c.Scores is not null))
        {
            yield return "Some tasks have no item records: their scores count as independent, with the standard errors given.";
        }

        if (grid.Shots.LeftOut)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Only results with {grid.Shots.Kept} worked examples are used.");
        }

        (int scores, int items, int metrics) = grid.LeftOut;
        if (scores + items > 0)
        {
            yield return $"{Count(scores, "duplicate row")} of scores and {Count(items, "duplicate record")} of items were left out: the first of each is used.";
        }

        if (metrics > 0)
        {
            yield return $"{Count(metrics, "row")} of scores in other metrics than the primary ones were left out.";
        }
    }

    public static Finding NotEstimable(string question, string reason, double level) => new()
    {
        Question = question,
        Verdict = Verdict.NotEstimable,
        Effect = double.NaN,
        Interval = Interval.NotEstimable(level),
        PValue = double.NaN,
        Sentence = $"Not estimable: {reason}.",
        Assumptions = [],
    };
}
