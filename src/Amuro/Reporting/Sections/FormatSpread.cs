using System.Xml.Linq;
using Amuro.Analysis;
using Amuro.Reporting.Svg;
using Amuro.Results;
using static Amuro.Reporting.Markup;

namespace Amuro.Reporting.Sections;

/// <summary>Picture 4: how far the score moves when only the prompt format changes, against the step of pre-training.</summary>
internal static class FormatSpread
{
    public static XElement Of(StudyView view, PromptSensitivityReport report)
    {
        PromptSensitivityRow[] rows = [.. report.Rows.Where(r => double.IsFinite(r.Spread))];
        if (rows.Length == 0)
        {
            return Html("section", Attribute("id", "formats"), Html("h2", "Sensitivity to the prompt format"),
                Html("p", Class("warn"), "Missing: scores of one model on one task in at least two prompt formats."));
        }

        HashSet<string> own = [.. rows.Where(r => r.Stage == Stage.FineTuned && r.Split != TaskRelation.Unseen).Select(r => r.Task)];
        string[] tasks = [.. view.Tasks.Where(t => own.Count == 0 || own.Contains(t))];
        PromptSensitivityRow[] before = [.. rows.Where(r => r.Stage == Stage.Base && tasks.Contains(r.Task))];
        PromptSensitivityRow[] after = [.. rows.Where(r => r.Stage == Stage.FineTuned && tasks.Contains(r.Task) && (own.Count == 0 || r.Split != TaskRelation.Unseen))];
        double top = Math.Max(0.1, before.Concat(after).Max(r => r.Spread));
        return Html("section", Attribute("id", "formats"),
            Html("h2", "Sensitivity to the prompt format"),
            Html("p", Class("lead"), $"Highest minus lowest score over {view.Formats.Count} formats (", Names(view.Formats), "), on the sets of the families trained on."),
            Legend.Of([(SeriesStyle.Base, "base model"), (SeriesStyle.FineTuned, "after fine-tuning on its family")]),
            Html("div", Class("panels"),
                tasks.Length > 1 ? Html("figure", Panel(view, $"mean of {tasks.Length} sets", before, after, top).Draw()) : null,
                tasks.Select(t => Html("figure", Panel(view, t, [.. before.Where(r => r.Task == t)], [.. after.Where(r => r.Task == t)], top).Draw()))),
            Html("p", Class("note"), "Noise makes a spread larger than 0 even where formats do not matter; the tooltips give the spread on held-out items, which is 0 on average there. Whiskers and bands: \u00B11.96 standard errors over the sets, where there are several."));
    }

    private static IEnumerable<object> Names(IReadOnlyList<string> names) => names.SelectMany((n, i) => i == 0 ? new object[] { Name(n) } : [", ", Name(n)]);

    private static LineChart Panel(StudyView view, string title, PromptSensitivityRow[] before, PromptSensitivityRow[] after, double top) => new()
    {
        Title = title,
        Steps = view.Steps,
        YTitle = "spread of the score",
        Range = (0, top),
        Series = [Line(view, "base model", SeriesStyle.Base, before), Line(view, "fine-tuned", SeriesStyle.FineTuned, after)],
    };

    private static LineSeries Line(StudyView view, string name, int style, PromptSensitivityRow[] rows) => new(name, style,
        [.. view.Steps.Select(step =>
        {
            PromptSensitivityRow[] here = [.. rows.Where(r => r.Step == step)];
            double mean = here.Length == 0 ? double.NaN : here.Average(r => r.Spread);
            double error = here.Length < 3 ? double.NaN : Math.Sqrt(here.Sum(r => Math.Pow(r.Spread - mean, 2)) / (here.Length - 1) / here.Length);
            return new LinePoint(step, mean, Math.Max(0, mean - 1.96 * error), mean + 1.96 * error, $"{name}, step {Numbers.Count(step)}: {Describe(here, mean)}");
        })]);

    private static string Describe(PromptSensitivityRow[] rows, double mean)
    {
        string text = "spread " + Numbers.Score(mean);
        double[] heldOut = [.. rows.Select(r => r.HeldOutSpread).Where(double.IsFinite)];
        text += ", held out " + (heldOut.Length == 0 ? Numbers.Missing : Numbers.Score(heldOut.Average()));
        return rows is [PromptSensitivityRow only] ? text + "; " + string.Join(", ", only.Formats.Select(f => $"{f.Format} {Numbers.Score(f.Score)}")) : text;
    }
}
