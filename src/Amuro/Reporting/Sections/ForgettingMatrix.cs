using System.Xml.Linq;
using Amuro.Analysis;
using Amuro.Reporting.Svg;
using Amuro.Results;
using static Amuro.Reporting.Markup;

namespace Amuro.Reporting.Sections;

/// <summary>Picture 3: what fine-tuning on one task did to every evaluated task, at the last checkpoint.</summary>
internal static class ForgettingMatrix
{
    private const double Significant = 0.05;

    public static XElement Of(StudyView view, FindingsReport findings)
    {
        if (view.TunedOn.Count == 0 || view.Steps.Count == 0)
        {
            return Html("section", Attribute("id", "forgetting"), Html("h2", "Forgetting"), Html("p", Class("warn"), "Missing: scores of fine-tuned models."));
        }

        long last = view.Steps[^1];
        Dictionary<(string, string), HeatCell> cells = [];
        foreach (FineTuningGainTask own in findings.Gain.Tasks)
        {
            cells[(own.Task, own.TunedOn)] = new HeatCell(own.Gain.Value, Note(own.Base, own.Tuned, own.Gain), Excludes(own.Gain), Outlined: true);
        }

        foreach (ForgettingChange change in findings.Forgetting.Changes.Where(c => c.Step == last))
        {
            cells[(change.Task, change.TunedOn)] = new HeatCell(change.Change.Value,
                Note(change.Base, change.Tuned, change.Change) + (change.BaseKnows ? $", {Numbers.Probability(change.AdjustedPValue)} (Holm)" : ", not known by the base model"),
                change.BaseKnows ? change.AdjustedPValue < Significant : Excludes(change.Change));
        }

        var map = new HeatMap
        {
            Title = "Change of the score by fine-tuning: rows evaluated tasks, columns training tasks",
            Rows = view.Tasks,
            Columns = view.TunedOn,
            RowTitle = "evaluated on",
            ColumnTitle = "fine-tuned on",
            KeyTitle = "fine-tuned \u2212 base score",
            Cell = (r, c) => cells.GetValueOrDefault((view.Tasks[r], view.TunedOn[c])),
        };
        return Html("section", Attribute("id", "forgetting"),
            Html("h2", "Forgetting"),
            Html("p", Class("lead"), $"Change of the score by fine-tuning at step {Numbers.Count(last)}, format \u201C{view.Format}\u201D. Losses are orange, gains blue."),
            Html("figure", Html("div", Class("scroll"), map.Draw())),
            Html("p", Class("note"), "Framed: the evaluated task is of the family trained on. Bold: the 95 % interval excludes 0 or, for unseen tasks that the base model knows, p < 0.05 after Holm\u2019s correction over the matrix. Where the base model knows nothing there is nothing to forget."));
    }

    private static bool Excludes(Estimate change) => change.Interval.IsEstimable && !change.Interval.Contains(0);

    private static string Note(double before, double after, Estimate change) =>
        $"{Numbers.Score(before)} \u2192 {Numbers.Score(after)}, change {Numbers.Signed(change.Value)} {Numbers.Between(change.Interval.Low, change.Interval.High)}";
}
