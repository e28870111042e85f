using System.Xml.Linq;
using Amuro.Reporting.Pictures;
using Amuro.Reporting.Svg;
using Amuro.Results;
using static Amuro.Reporting.Markup;

namespace Amuro.Reporting.Sections;

/// <summary>Picture 1: scores before and after fine-tuning against the step of pre-training, one panel a task.</summary>
internal static class Curves
{
    private static readonly (TaskRelation Relation, string Heading, string Explanation)[] s_groups =
    [
        (TaskRelation.OutOfDomain, "Out-of-domain sets", "Other data of the family trained on: the headline."),
        (TaskRelation.InDomain, "In-domain sets", "The evaluation split of the training task itself."),
        (TaskRelation.Unseen, "Unseen sets", "Tasks of families that no model was fine-tuned on."),
    ];

    public static XElement Of(StudyView view, CurveMarks marks) => Html("section", Attribute("id", "curves"),
        Html("h2", "Scores over pre-training"),
        Html("p", Class("lead"), $"Format \u201C{view.Format}\u201D. Where the base model stays at chance and the fine-tuned one still rises, pre-training helped in a way that only fine-tuning reveals."),
        s_groups.Select(g => Group(view, marks, g.Relation, g.Heading, g.Explanation)),
        Html("p", Class("note"), "Bands and whiskers: 95 % interval (Wilson) of the mean over seeds, from its squared standard error over items + variance between seeds / seeds. "
            + (marks.Any ? "Vertical lines: where an improvement sets in or a late decline begins, p < 0.05 after Holm\u2019s correction, with the 95 % interval on the axis. " : "") + "\u00D7 at the lower edge: missing."));

    /// <summary>The pictures of all groups.</summary>
    public static IEnumerable<Picture> Pictures(StudyView view, CurveMarks marks) =>
        s_groups.SelectMany(g => Pictures(view, marks, g.Relation));

    private static IEnumerable<XElement> Group(StudyView view, CurveMarks marks, TaskRelation relation, string heading, string explanation)
    {
        Picture[] pictures = [.. Pictures(view, marks, relation)];
        if (pictures.Length > 0)
        {
            yield return Html("h3", heading);
            yield return Html("p", Class("note"), explanation);
            yield return Legend.Of(new LegendEntries([.. pictures.SelectMany(p => p.Legend.Styles).Distinct()], [.. pictures.SelectMany(p => p.Legend.References).Distinct()]));
            foreach (XElement part in Figures.Panels(pictures))
            {
                yield return part;
            }
        }
    }

    private static IEnumerable<Picture> Pictures(StudyView view, CurveMarks marks, TaskRelation relation)
    {
        string[] tasks = [.. view.Tasks.Where(t => view.Closest(t) == relation)];
        bool own = relation != TaskRelation.Unseen && tasks.All(t => view.Tuners(t).Count <= 1);
        return tasks.Select(t => Panel(view, marks, t, own));
    }

    private static Picture Panel(StudyView view, CurveMarks marks, string task, bool own)
    {
        double chance = view.First(task, r => r.Chance);
        LineSeries[] series = [Line(view, task, "", "base model", SeriesStyle.Base), .. Tuned(view, task, own)];
        bool share = series.SelectMany(s => s.Points).All(p => double.IsNaN(p.Value) || p.Value is >= 0 and <= 1);
        ReferenceLine[] references = double.IsFinite(chance) ? [new ReferenceLine("chance", chance)] : [];
        var chart = new LineChart
        {
            Title = task,
            Steps = view.Steps,
            Series = series,
            References = references,
            Marks = marks.Of(task, t => StyleOf(view, t, own)),
            YTitle = view.Metric(task) + (share ? " (0 to 1)" : ""),
            Range = share ? (0, 1) : null,
        };
        return new Picture("curves-" + task, chart.Draw())
        {
            Legend = new LegendEntries([.. series.Select(s => (s.Style, s.Name))], [.. references.Select(r => r.Name)]),
        };
    }

    private static IEnumerable<LineSeries> Tuned(StudyView view, string task, bool own)
    {
        IReadOnlyList<string> tuners = view.Tuners(task);
        return tuners.All(t => StyleOf(view, t, own) is not null)
            ? tuners.Select(t => Line(view, task, t, own ? "after fine-tuning on its family" : "after fine-tuning on " + t, StyleOf(view, t, own)!.Value))
            : [Mean(view, task, tuners)];
    }

    private static LineSeries Line(StudyView view, string task, string tunedOn, string name, int style) => new(name, style,
        [.. view.Steps.Select(step =>
        {
            SeedMean mean = view.Mean(task, tunedOn, step);
            return new LinePoint(step, mean.Score, mean.Interval.Low, mean.Interval.High,
                $"{(tunedOn.Length == 0 ? name : "fine-tuned on " + tunedOn)}, step {Numbers.Count(step)}: {Numbers.Score(mean.Score)} \u00B1 {Numbers.Score(mean.StandardError)} (standard error), {mean.N} items, {mean.Seeds} seed{(mean.Seeds == 1 ? "" : "s")}");
        })]);

    // More curves than there are styles would be a tangle: their mean, and how far apart they are.
    private static LineSeries Mean(StudyView view, string task, IReadOnlyList<string> tuners) => new("after fine-tuning: mean over the training tasks (band: lowest to highest)", SeriesStyle.FineTuned,
        [.. view.Steps.Select(step =>
        {
            (string Name, double Score)[] known = [.. tuners.Select(t => (t, view.Mean(task, t, step).Score)).Where(s => !double.IsNaN(s.Score)).OrderBy(s => s.Score)];
            return known.Length == 0
                ? new LinePoint(step, double.NaN, double.NaN, double.NaN, "")
                : new LinePoint(step, known.Average(k => k.Score), known[0].Score, known[^1].Score,
                    $"step {Numbers.Count(step)}, fine-tuned on {known.Length} tasks: mean {Numbers.Score(known.Average(k => k.Score))}, {known[0].Name} {Numbers.Score(known[0].Score)} to {known[^1].Name} {Numbers.Score(known[^1].Score)}");
        })]);

    // None where there are more training tasks than styles.
    private static int? StyleOf(StudyView view, string tunedOn, bool own) =>
        own ? SeriesStyle.FineTuned : view.TunedOn.Count < SeriesStyle.Count ? 1 + view.TunedOn.ToList().IndexOf(tunedOn) : null;
}
