using System.Xml.Linq;
using Amuro.Analysis;
using Amuro.Reporting.Pictures;
using Amuro.Reporting.Svg;
using Amuro.Results;
using static Amuro.Reporting.Markup;

namespace Amuro.Reporting.Sections;

/// <summary>Picture 3: what fine-tuning on one task did to every evaluated task, at the last checkpoint.</summary>
internal static class ForgettingMatrix
{
    private const int MostShown = 10;

    public static XElement Of(StudyView view, FindingsReport findings)
    {
        if (view.TunedOn.Count == 0 || view.Steps.Count == 0)
        {
            return Html("section", Attribute("id", "forgetting"), Html("h2", "Forgetting"), Html("p", Class("warn"), "Missing: scores of fine-tuned models."));
        }

        return Html("section", Attribute("id", "forgetting"),
            Html("h2", "Forgetting"),
            Html("p", Class("lead"), $"Change of the score by fine-tuning at step {Numbers.Count(view.Steps[^1])}, format \u201C{view.Format}\u201D. Losses are orange, gains blue."),
            Html("div", Class("beside"),
                Pictures(view, findings).Select(p => Html("figure", Html("div", Class("scroll"), Attribute("tabindex", "0"), Attribute("role", "region"), Attribute("aria-label", "matrix of changes"), p.Chart))),
                Worst(findings.Forgetting)),
            Html("p", Class("note"), "Framed: the evaluated task is of the family trained on. Bold with an asterisk: a clear change, by p after Holm\u2019s correction over the matrix and by the smallest change that matters. Where the base model knows nothing there is nothing to forget. n/a: not scored both before and after."));
    }

    /// <summary>The matrix, where there is anything to show.</summary>
    public static IEnumerable<Picture> Pictures(StudyView view, FindingsReport findings)
    {
        if (view.TunedOn.Count == 0 || view.Steps.Count == 0)
        {
            yield break;
        }

        Dictionary<(string, string), HeatCell> cells = Cells(view, findings, view.Steps[^1]);
        var map = new HeatMap
        {
            Title = $"Change of the score by fine-tuning: {view.Tasks.Count} evaluated tasks in rows, {view.TunedOn.Count} training tasks in columns",
            Rows = view.Tasks,
            Columns = view.TunedOn,
            RowTitle = "evaluated on",
            ColumnTitle = "fine-tuned on",
            KeyTitle = "fine-tuned \u2212 base score",
            Cell = (r, c) => cells.GetValueOrDefault((view.Tasks[r], view.TunedOn[c])),
        };
        yield return new Picture("forgetting", map.Draw());
    }

    private static Dictionary<(string Task, string TunedOn), HeatCell> Cells(StudyView view, FindingsReport findings, long last)
    {
        Dictionary<(string, string), HeatCell> cells = [];
        foreach (ForgettingChange change in findings.Forgetting.Changes.Where(c => c.Step == last))
        {
            cells[(change.Task, change.TunedOn)] = new HeatCell(change.Change.Value, Note(change), change.Verdict is TransferVerdict.Helps or TransferVerdict.Hurts,
                Outlined: change.Split != TaskRelation.Unseen);
        }

        return cells;
    }

    private static XElement? Worst(ForgettingReport report)
    {
        ForgettingPair[] pairs = [.. report.Pairs.Where(p => p.WorstStep is not null && p.WorstChange < 0).OrderBy(p => p.WorstChange).Take(MostShown)];
        return pairs.Length == 0 ? null : HtmlTable.Of("Largest losses of the whole series, where the base model knew the task",
            ["fine-tuned on", "evaluated on", "change", "at step"], 2,
            pairs.Select(string[] (p) => [p.TunedOn, p.Task, Numbers.Signed(p.WorstChange), Numbers.Count(p.WorstStep!.Value)]));
    }

    private static string Note(ForgettingChange c) =>
        $"{Numbers.Score(c.Base)} \u2192 {Numbers.Score(c.Tuned)}, change {Numbers.Signed(c.Change.Value)} {Numbers.Between(c.Change.Interval.Low, c.Change.Interval.High)}, {Numbers.Probability(c.AdjustedPValue)} (Holm)"
        + (c.BaseKnows ? "" : ", not known by the base model");
}
