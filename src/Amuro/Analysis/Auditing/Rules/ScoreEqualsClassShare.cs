using Amuro.Analysis.Statistics;
using Amuro.Results;

namespace Amuro.Analysis.Auditing.Rules;

/// <summary>
/// Scores that equal the share of one class, as constant predictions give. Only where there are no item records, which show it directly.
/// </summary>
internal sealed class ScoreEqualsClassShare : IAuditRule
{
    // A score this many standard errors from a share could have been at it by coincidence.
    private const double Near = 3;
    private const double Unlikely = 0.001;

    public IEnumerable<AuditFinding> Find(AuditTables tables)
    {
        HashSet<ScoreRow> seen = new(tables.Items.Select(c => c.Row), ReferenceEqualityComparer.Instance);
        var shares = new ClassShares(tables.Options);
        List<AuditRow> equal = [];
        (int near, double expected) = (0, 0);
        foreach (ScoreRow row in tables.Rows)
        {
            double error = Error(row, tables.N(row));
            if (!(error > 0) || seen.Contains(row) || shares.Nearest(row) is not (string label, double share))
            {
                continue;
            }

            double z = (row.Score - share) / error;
            if (Math.Abs(z) <= Near)
            {
                near++;
                expected += Coincidence(tables.Options.ShareTolerance, error, tables.N(row));
            }

            if (Math.Abs(z) <= tables.Options.ShareTolerance)
            {
                equal.Add(new AuditRow { Score = row, Remark = $"share of the class '{label}'", Figures = Figures.Of(("share", share), ("z", z)) });
            }
        }

        if (equal.Count > 0)
        {
            yield return Finding(tables, equal, near, expected);
        }
    }

    private static AuditFinding Finding(AuditTables tables, List<AuditRow> equal, int near, double expected)
    {
        double p = Probabilities.BetaBelow(Math.Min(1, expected / near), equal.Count, near - equal.Count + 1);
        bool coincidence = p >= Unlikely;
        string groups = Say.List(equal.GroupBy(r => (r.Score.Task, r.Remark)).OrderByDescending(g => g.Count())
            .Select(g => Say.Text($"{g.Key.Task}: {Say.Number(g.First().Figures["share"])}, the {g.Key.Remark}, {Say.Count(g.Count(), "time")}")), "; ");
        return new AuditFinding
        {
            Rule = "score_equals_class_share",
            Severity = coincidence ? AuditSeverity.Note : AuditSeverity.Warning,
            Statement = Say.Text($"{Say.Count(equal.Count, "score equals", "scores equal")} the share of one class to within {Say.Number(tables.Options.ShareTolerance)} standard errors, as a model that always answers that class would get ({groups}). Of the {near} scores near such a share about {expected:0.#} would do so by coincidence."),
            Consequence = coincidence
                ? "That many may be coincidence; item records would tell."
                : "Most of these models do not tell the classes apart: their score is a constant answer's, and a gain or loss against it says when that constant breaks, not how capability grows.",
            Rows = tables.InOrder(equal),
            Figures = Figures.Of(("scores", equal.Count), ("scores_near_a_share", near), ("expected_by_coincidence", expected), ("p_of_coincidence", p)),
            FromTablesAlone = !equal.Any(r => tables.Options.ClassCounts.ContainsKey(r.Score.Task)),
        };
    }

    // The chance to fall within the tolerance of a share at which the score is centred, no less than that of the one nearest count of items.
    private static double Coincidence(double tolerance, double error, int n)
    {
        double smooth = 1 - Probabilities.NormalTwoSided(tolerance);
        return n == 0 ? smooth : Math.Min(1, Math.Max(smooth, 1 / (n * error * Math.Sqrt(2 * Math.PI))));
    }

    private static double Error(ScoreRow row, int n) =>
        !MetricScale.IsBinary(row.Metric) ? double.NaN
        : !double.IsNaN(row.StandardError) || n < 2 ? row.StandardError
        : Math.Sqrt(row.Score * (1 - row.Score) / (n - 1));

    /// <summary>The shares of the classes of each task: counts that are known, else the majority's that the row has.</summary>
    private sealed class ClassShares(DataAudit options)
    {
        private readonly Dictionary<string, (string Label, double Share)[]> _known = options.ClassCounts.ToDictionary(
            c => c.Key, c => c.Value.Select(k => (k.Key, k.Value / (double)c.Value.Values.Sum(n => (long)n))).ToArray(), StringComparer.Ordinal);

        public (string Label, double Share)? Nearest(ScoreRow row) =>
            _known.TryGetValue(row.Task, out (string Label, double Share)[]? shares) ? shares.MinBy(s => Math.Abs(s.Share - row.Score))
            : double.IsNaN(row.Majority) ? null
            : ("most frequent", row.Majority);
    }
}
