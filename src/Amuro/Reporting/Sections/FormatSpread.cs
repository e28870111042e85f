using System.Xml.Linq;
using Amuro.Analysis;
using Amuro.Reporting.Pictures;
using Amuro.Reporting.Svg;
using Amuro.Results;
using static Amuro.Reporting.Markup;

namespace Amuro.Reporting.Sections;

/// <summary>Picture 4: how far the score moves when only the prompt format changes, against the step of pre-training.</summary>
internal static class FormatSpread
{
    private const int LeastForError = 3;
    private const double Normal95 = 1.959963984540054;

    private static readonly LegendEntries s_legend = new([(SeriesStyle.Base, "base model"), (SeriesStyle.FineTuned, "after fine-tuning on its family")]);

    public static XElement Of(StudyView view, PromptSensitivityReport report)
    {
        Picture[] pictures = [.. Pictures(view, report)];
        if (pictures.Length == 0)
        {
            return Html("section", Attribute("id", "formats"), Html("h2", "Sensitivity to the prompt format"),
                Html("p", Class("warn"), "Missing: scores of one model on one task in at least two prompt formats."));
        }

        return Html("section", Attribute("id", "formats"),
            Html("h2", "Sensitivity to the prompt format"),
            Html("p", Class("lead"), $"Highest minus lowest score over {view.Formats.Count} formats (", Names(view.Formats), "), on the sets of the families trained on."),
            Legend.Of(s_legend),
            Figures.Panels(pictures),
            Html("p", Class("note"), "Noise makes a spread larger than 0 even where formats do not matter; the tooltips give the spread on held-out items, which is 0 on average there. Whiskers and bands: 95 % intervals over the sets, \u00B11.96 standard errors, where there are at least three."));
    }

    /// <summary>The mean over the sets in every measure, then the spread of each set; none without two formats.</summary>
    public static IEnumerable<Picture> Pictures(StudyView view, PromptSensitivityReport report)
    {
        PromptSensitivityRow[] rows = [.. report.Rows.Where(r => double.IsFinite(r.Spread))];
        HashSet<string> own = [.. rows.Where(r => r.Stage == Stage.FineTuned && r.Split != TaskRelation.Unseen).Select(r => r.Task)];
        string[] tasks = [.. view.Tasks.Where(t => own.Count == 0 || own.Contains(t))];
        rows = [.. rows.Where(r => tasks.Contains(r.Task) && (r.Stage == Stage.Base || own.Count == 0 || r.Split != TaskRelation.Unseen))];
        if (rows.Length == 0)
        {
            return [];
        }

        double top = Math.Max(0.1, rows.Max(r => r.Spread));
        return
        [
            .. tasks.Length > 1 ? Means(view, rows, tasks.Length) : [],
            .. tasks.Select(t => Panel(view, "formats-" + t, t, "spread of the score", [.. rows.Where(r => r.Task == t)], r => r.Spread, top)),
        ];
    }

    private static IEnumerable<Picture> Means(StudyView view, PromptSensitivityRow[] rows, int tasks)
    {
        yield return Panel(view, "formats-mean-spread", $"spread, mean of {tasks} sets", "spread of the score", rows, r => r.Spread, double.NaN);
        if (rows.Any(r => double.IsFinite(r.Consistency)))
        {
            yield return Panel(view, "formats-mean-consistency", $"consistency, mean of {tasks} sets", "share of items answered alike", rows, r => r.Consistency, 1);
        }
    }

    private static IEnumerable<object> Names(IReadOnlyList<string> names) => names.SelectMany((n, i) => i == 0 ? new object[] { Name(n) } : [", ", Name(n)]);

    private static Picture Panel(StudyView view, string name, string title, string yTitle, PromptSensitivityRow[] rows, Func<PromptSensitivityRow, double> measure, double top)
    {
        LineSeries[] series =
        [
            Line(view, "base model", SeriesStyle.Base, [.. rows.Where(r => r.Stage == Stage.Base)], measure),
            Line(view, "fine-tuned", SeriesStyle.FineTuned, [.. rows.Where(r => r.Stage == Stage.FineTuned)], measure),
        ];
        double highest = series.SelectMany(s => s.Points).SelectMany(p => new[] { p.Value, p.High }).Where(double.IsFinite).DefaultIfEmpty(0.1).Max();
        var chart = new LineChart { Title = title, Steps = view.Steps, YTitle = yTitle, Range = (0, double.IsNaN(top) ? Math.Max(0.1, highest) : top), Series = series };
        return new Picture(name, chart.Draw()) { Legend = s_legend };
    }

    private static LineSeries Line(StudyView view, string name, int style, PromptSensitivityRow[] rows, Func<PromptSensitivityRow, double> measure)
    {
        ILookup<long, PromptSensitivityRow> bySteps = rows.ToLookup(r => r.Step);
        return new LineSeries(name, style,
            [.. view.Steps.Select(step =>
            {
                PromptSensitivityRow[] here = [.. bySteps[step].Where(r => double.IsFinite(measure(r)))];
                double mean = here.Length == 0 ? double.NaN : here.Average(measure);
                double error = here.Length < LeastForError ? double.NaN : Math.Sqrt(here.Sum(r => Math.Pow(measure(r) - mean, 2)) / (here.Length - 1) / here.Length);
                return new LinePoint(step, mean, Math.Max(0, mean - Normal95 * error), mean + Normal95 * error, $"{name}, step {Numbers.Count(step)}: {Describe(here, mean)}");
            })]);
    }

    private static string Describe(PromptSensitivityRow[] rows, double mean)
    {
        string text = Numbers.Score(mean);
        double[] heldOut = [.. rows.Select(r => r.HeldOutSpread).Where(double.IsFinite)];
        text += ", spread on held-out items " + (heldOut.Length == 0 ? Numbers.Missing : Numbers.Score(heldOut.Average()));
        return rows is [PromptSensitivityRow only] ? text + "; " + string.Join(", ", only.Formats.Select(f => $"{f.Format} {Numbers.Score(f.Score)}")) : text;
    }
}
