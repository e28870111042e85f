using Amuro.Analysis.Auditing;
using Amuro.Results;

namespace Amuro.Tests.Analysis.Auditing;

/// <summary>Clean results in which a test plants a problem.</summary>
internal static class AuditStudy
{
    private static readonly Lazy<StudyResults> s_clean = new(() => Study().Draw());

    /// <summary>Three training tasks, eight checkpoints, item records; nothing is wrong with them.</summary>
    public static StudyResults Clean => s_clean.Value;

    /// <summary>The same, drawn anew, without item records: only then are labels and predictions unknown.</summary>
    public static StudyResults Scores => Clean with { Items = ItemTable.Empty };

    public static SyntheticStudy Study(int draw = 0) => new()
    {
        Tasks =
        [
            new("nli", "nli", 0.5), new("nli_ood", "nli", 0.5), new("qa", "qa", double.NaN), new("qa_ood", "qa", double.NaN), new("ships", "ships", 0.25),
        ],
        TunedOn = ["nli", "qa"],
        Items = 200,
        DrawSeed = draw,
        Probability = (tunedOn, task, place, _) => task == tunedOn ? 0.75 + (0.15 * place) : 0.55 + (0.2 * place) - (tunedOn.Length > 0 ? 0.05 : 0),
    };

    /// <summary>The findings of a rule.</summary>
    public static AuditFinding[] Found(string rule, StudyResults results, DataAudit? audit = null) =>
        [.. (audit ?? DataAudit.Default).Run(results).Findings.Where(f => f.Rule == rule)];

    /// <summary>The only finding of a rule.</summary>
    public static AuditFinding One(string rule, StudyResults results, DataAudit? audit = null) => Assert.Single(Found(rule, results, audit));

    /// <summary>The same results with other rows where <paramref name="which"/> holds.</summary>
    public static StudyResults With(this StudyResults results, Func<ScoreRow, bool> which, Func<ScoreRow, ScoreRow> change) =>
        results with { Scores = ScoreTable.From(results.Scores.Select(r => which(r) ? change(r) : r)) };

    /// <summary>The same results with other item records where <paramref name="which"/> holds.</summary>
    public static StudyResults WithItems(this StudyResults results, Func<ItemRecord, bool> which, Func<ItemRecord, ItemRecord> change) =>
        results with { Items = ItemTable.From(results.Items.Select(i => which(i) ? change(i) : i)) };

    /// <summary>A finding is about exactly the rows, in the order of the table.</summary>
    public static void AssertRows(IEnumerable<ScoreRow> expected, AuditFinding found) => Assert.Equal(expected, found.Rows.Select(r => r.Score));
}
