using Amuro.Results;

namespace Amuro.Analysis.Auditing.Rules;

/// <summary>Worked examples of the prompt that are scored too.</summary>
internal sealed class ShotsScored : IAuditRule
{
    public IEnumerable<AuditFinding> Find(AuditTables tables)
    {
        if (!tables.Options.ShotsFromScoredItems)
        {
            yield break;
        }

        ScoreRow[] shown = [.. tables.Rows.Where(r => r.Shots > 0)];
        (ScoreRow Row, double Share)[] shares = [.. shown.Where(r => tables.N(r) > 0).Select(r => (r, Share: r.Shots / (double)tables.N(r))).OrderByDescending(s => s.Share)];
        (ScoreRow Row, double Share)[] large = [.. shares.Where(s => s.Share >= tables.Options.ShotShare)];
        if (shown.Length == 0)
        {
            yield break;
        }

        var figures = new SortedDictionary<string, double>(StringComparer.Ordinal) { ["rows_with_shots"] = shown.Length };
        foreach (IGrouping<int, ScoreRow> shots in shown.GroupBy(r => r.Shots))
        {
            figures[Say.Text($"rows_with_{shots.Key}_shots")] = shots.Count();
        }

        foreach (IGrouping<string, (ScoreRow Row, double Share)> task in shares.GroupBy(s => s.Row.Task))
        {
            figures[$"share_{task.Key}"] = task.Max(s => s.Share);
            figures[$"items_{task.Key}"] = tables.N(task.MaxBy(s => s.Share).Row);
        }

        string most = large.Length == 0 ? "" : $" They are {Say.List(large.DistinctBy(s => s.Row.Task).Select(s => Say.Text($"{100 * s.Share:0.#} % of the items of {s.Row.Task}")))}.";
        yield return new AuditFinding
        {
            Rule = "shots_scored",
            Severity = large.Length > 0 ? AuditSeverity.Warning : AuditSeverity.Note,
            Statement = Say.Text($"{Say.Count(shown.Length, "score has", "scores have")} worked examples, which (as is known of this study) are items of the scored file and stay in the score.{most}"),
            Consequence = "Those items are answered with their own solution in the prompt: scores are too high by up to that share, most for small test sets, and unlike for different numbers of shots.",
            Rows = tables.InOrder(large.Select(s => new AuditRow { Score = s.Row, Figures = Figures.Of(("share_of_items_shown", s.Share)) })),
            Figures = figures.AsReadOnly(),
            FromTablesAlone = false,
        };
    }
}
