using System.Xml.Linq;
using Amuro.Analysis;
using Amuro.Reporting.Pictures;
using Amuro.Reporting.Svg;
using Amuro.Results;
using static Amuro.Reporting.Markup;

namespace Amuro.Reporting.Sections;

/// <summary>Picture 4: how much models depend on the prompt format, against the step of pre-training.</summary>
internal static class FormatSpread
{
    private const int LeastForError = 3;
    private const double Normal95 = 1.959963984540054;
    private const double LeastTop = 0.1;

    private static readonly LegendEntries s_legend = new([(SeriesStyle.Base, "base model"), (SeriesStyle.FineTuned, "after fine-tuning on its family")]);

    // The standard deviation of the formats' scores says what their spread says, and is in the tables.
    private static readonly (PromptMeasure Measure, string Name, string Axis, string Explanation)[] s_measures =
    [
        (PromptMeasure.Spread, "spread", "spread of the score", "spread: highest minus lowest score over the formats"),
        (PromptMeasure.Consistency, "consistency", "share of items", "consistency: share of items with the same answer in all formats"),
        (PromptMeasure.Pss, "PSS", "PSS (0 to 1)", "PSS: mean difference of an item\u2019s scores in two formats"),
        (PromptMeasure.Posix, "POSIX", "POSIX (nats a token)", "POSIX: how far the log-likelihood of an answer moves with the prompt"),
        (PromptMeasure.FleissKappa, "Fleiss\u2019 kappa", "kappa (1: all agree)", "kappa: agreement of the formats beyond chance"),
    ];

    public static XElement Of(StudyView view, PromptSensitivityReport report)
    {
        Picture[] pictures = [.. Pictures(view, report)];
        if (pictures.Length == 0)
        {
            return Html("section", Attribute("id", "formats"), Html("h2", "Sensitivity to the prompt format"),
                Html("p", Class("warn"), "Missing: scores of one model on one task in at least two prompt formats."));
        }

        HashSet<PromptMeasure> shown = [.. SensitivityPoint.Of(view, report).Select(p => p.Measure)];
        return Html("section", Attribute("id", "formats"),
            Html("h2", "Sensitivity to the prompt format"),
            Html("p", Class("lead"), $"What changes when only the format does: {view.Formats.Count} formats (", Names(view.Formats), "), on the sets of the families trained on. Low is calm, but for consistency and kappa high is."),
            Legend.Of(s_legend),
            Figures.Panels(pictures),
            Html("p", Class("note"), string.Join("; ", s_measures.Where(m => shown.Contains(m.Measure)).Select(m => m.Explanation))
                + ". Noise makes a spread larger than 0 even where formats do not matter. Bands and whiskers: 95 % intervals, over the sets (at least three) where a panel is a mean, else over the items."));
    }

    /// <summary>The mean over the sets in every measure, then the spread of each set; none without two formats.</summary>
    public static IEnumerable<Picture> Pictures(StudyView view, PromptSensitivityReport report)
    {
        IReadOnlyList<SensitivityPoint> all = SensitivityPoint.Of(view, report);
        HashSet<string> own = [.. all.Where(p => p.IsOwn).Select(p => p.Task)];
        SensitivityPoint[] points = [.. all.Where(p => own.Count == 0 || (own.Contains(p.Task) && (p.Stage == Stage.Base || p.IsOwn)))];
        ILookup<string, SensitivityPoint> spreads = points.Where(p => p.Measure == PromptMeasure.Spread).ToLookup(p => p.Task);
        string[] tasks = [.. view.Tasks.Where(t => spreads[t].Any())];
        double top = points.Where(p => p.Measure == PromptMeasure.Spread).SelectMany(p => new[] { p.Value, p.Interval.High }).Where(double.IsFinite).Append(LeastTop).Max();
        return
        [
            .. s_measures.SelectMany(m => Mean(view, m.Measure, m.Name, m.Axis, [.. points.Where(p => p.Measure == m.Measure)])),
            .. tasks.Length < 2 ? [] : tasks.Select(t => Panel(view, "formats-" + t, t, "spread of the score", (0, top), [.. spreads[t]])),
        ];
    }

    private static IEnumerable<Picture> Mean(StudyView view, PromptMeasure measure, string name, string axis, SensitivityPoint[] points)
    {
        string[] tasks = [.. points.Select(p => p.Task).Distinct()];
        if (tasks.Length > 0)
        {
            double highest = points.Max(p => p.Value);
            (double, double)? range = measure switch
            {
                PromptMeasure.FleissKappa => null,
                PromptMeasure.Consistency => (0, 1),
                _ => tasks.Length == 1 ? (0, Math.Max(LeastTop, highest)) : null,
            };
            string title = tasks.Length == 1 ? $"{name}, {tasks[0]}" : $"{name}, mean of {Numbers.Count(tasks.Length)} sets";
            yield return Panel(view, "formats-mean-" + measure.ToString().ToLowerInvariant(), title, axis, range, points);
        }
    }

    private static IEnumerable<object> Names(IReadOnlyList<string> names) => names.SelectMany((n, i) => i == 0 ? new object[] { Name(n) } : [", ", Name(n)]);

    private static Picture Panel(StudyView view, string name, string title, string axis, (double, double)? range, SensitivityPoint[] points)
    {
        LineSeries[] series =
        [
            Line(view, "base model", SeriesStyle.Base, points.Where(p => p.Stage == Stage.Base)),
            Line(view, "fine-tuned", SeriesStyle.FineTuned, points.Where(p => p.Stage == Stage.FineTuned)),
        ];
        return new Picture(name, new LineChart { Title = title, Steps = view.Steps, YTitle = axis, Range = range, Series = series, FromZero = true }.Draw()) { Legend = s_legend };
    }

    private static LineSeries Line(StudyView view, string name, int style, IEnumerable<SensitivityPoint> points)
    {
        ILookup<long, SensitivityPoint> bySteps = points.ToLookup(p => p.Step);
        return new LineSeries(name, style, [.. view.Steps.Select(step => Point(step, $"{name}, step {Numbers.Count(step)}: ", [.. bySteps[step]]))]);
    }

    private static LinePoint Point(long step, string where, SensitivityPoint[] here)
    {
        if (here is [SensitivityPoint only])
        {
            return new LinePoint(step, only.Value, only.Interval.Low, only.Interval.High, $"{where}{Numbers.Score(only.Value)} {Numbers.Range(only.Interval)}; {only.Note}");
        }

        double mean = here.Length == 0 ? double.NaN : here.Average(p => p.Value);
        double error = here.Length < LeastForError ? double.NaN : Math.Sqrt(here.Sum(p => Math.Pow(p.Value - mean, 2)) / (here.Length - 1) / here.Length);
        return new LinePoint(step, mean, mean - Normal95 * error, mean + Normal95 * error, $"{where}{Numbers.Score(mean)}, mean of {here.Length}");
    }
}
