using System.Xml.Linq;
using Amuro.Reporting.Svg;
using Amuro.Results;
using static Amuro.Reporting.Markup;

namespace Amuro.Reporting.Sections;

/// <summary>Picture 1: scores before and after fine-tuning against the step of pre-training, one panel a task.</summary>
internal static class Curves
{
    public static XElement Of(StudyView view) => Html("section", Attribute("id", "curves"),
        Html("h2", "Scores over pre-training"),
        Html("p", Class("lead"), $"Format \u201C{view.Format}\u201D. Where the base model stays at chance and the fine-tuned one still rises, pre-training helped in a way that only fine-tuning reveals. Checkpoints stand at even distances."),
        Group(view, TaskRelation.OutOfDomain, "Out-of-domain sets", "Other data of the family trained on: the headline."),
        Group(view, TaskRelation.InDomain, "In-domain sets", "The evaluation split of the training task itself."),
        Unseen(view),
        Html("p", Class("note"), "Bands and whiskers: 95 % interval of the mean over seeds, \u00B11.96 \u00D7 sqrt(squared standard error over items + variance between seeds / seeds); Wilson\u2019s interval where all items are right or all wrong. \u00D7 at the lower edge: missing."));

    private static IEnumerable<XElement> Group(StudyView view, TaskRelation relation, string heading, string explanation)
    {
        string[] tasks = [.. view.Tasks.Where(t => view.Closest(t) == relation)];
        if (tasks.Length == 0)
        {
            yield break;
        }

        bool several = tasks.Any(t => view.Tuners(t).Count > 1);
        yield return Html("h3", heading);
        yield return Html("p", Class("note"), explanation);
        yield return several ? ByTuner(view) : Legend.Of([(SeriesStyle.Base, "base model"), (SeriesStyle.FineTuned, "after fine-tuning on its family")], "chance");
        yield return Panels(view, tasks, several);
    }

    private static IEnumerable<XElement> Unseen(StudyView view)
    {
        string[] tasks = [.. view.Tasks.Where(t => view.Closest(t) == TaskRelation.Unseen)];
        if (tasks.Length == 0)
        {
            yield break;
        }

        yield return Html("h3", "Unseen sets");
        yield return Html("p", Class("note"), "Tasks of families that no model was fine-tuned on.");
        yield return ByTuner(view);
        yield return Panels(view, tasks, byTuner: true);
    }

    private static XElement ByTuner(StudyView view) => Legend.Of(
        [(SeriesStyle.Base, "base model"), .. view.TunedOn.Select(t => (Style(view, t), "after fine-tuning on " + t))], "chance");

    private static XElement Panels(StudyView view, IEnumerable<string> tasks, bool byTuner) =>
        Html("div", Class("panels"), tasks.Select(t => Html("figure", Panel(view, t, byTuner).Draw())));

    private static LineChart Panel(StudyView view, string task, bool byTuner)
    {
        double chance = view.First(task, r => r.Chance);
        LineSeries[] series = [
            Line(view, task, "", "base model", SeriesStyle.Base),
            .. view.Tuners(task).Select(t => Line(view, task, t, "fine-tuned on " + t, byTuner ? Style(view, t) : SeriesStyle.FineTuned))];
        bool share = series.SelectMany(s => s.Points).All(p => double.IsNaN(p.Value) || p.Value is >= 0 and <= 1);
        return new LineChart
        {
            Title = task,
            Steps = view.Steps,
            Series = series,
            References = double.IsFinite(chance) ? [new ReferenceLine("chance", chance)] : [],
            YTitle = view.Metric(task),
            Range = share ? (0, 1) : null,
        };
    }

    private static LineSeries Line(StudyView view, string task, string tunedOn, string name, int style) => new(name, style,
        [.. view.Steps.Select(step =>
        {
            SeedMean mean = view.Mean(task, tunedOn, step);
            return new LinePoint(step, mean.Score, Math.Max(mean.Low, Math.Min(0, mean.Score)), Math.Min(mean.High, Math.Max(1, mean.Score)),
                $"{name}, step {Numbers.Count(step)}: {Numbers.Score(mean.Score)} \u00B1 {Numbers.Score(mean.StandardError)} (standard error), {mean.N} items, {mean.Seeds} seed{(mean.Seeds == 1 ? "" : "s")}");
        })]);

    internal static int Style(StudyView view, string tunedOn) => 1 + view.TunedOn.ToList().IndexOf(tunedOn) % (SeriesStyle.Count - 1);
}
