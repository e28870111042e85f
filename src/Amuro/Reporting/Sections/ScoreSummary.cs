using System.Xml.Linq;
using Amuro.Results;
using static Amuro.Reporting.Markup;

namespace Amuro.Reporting.Sections;

/// <summary>The scores at the last checkpoint as a table, with what guessing and simple baselines reach.</summary>
internal static class ScoreSummary
{
    private const int MostRows = 40;

    public static XElement? Of(StudyView view)
    {
        if (view.Steps.Count == 0)
        {
            return null;
        }

        long last = view.Steps[^1];
        IReadOnlyDictionary<(string Name, string Task), double> baselines = view.Baselines();
        string[] kinds = [.. baselines.Keys.Select(k => k.Name).Distinct().Order(StringComparer.Ordinal)];
        string[] header = ["evaluated on", "fine-tuned on", "relation", "metric", "items", "base (SE)", "fine-tuned (SE)", "change", "chance", "majority"];
        return Html("section", Attribute("id", "scores"),
            Html("h2", "Scores at the last checkpoint"),
            HtmlTable.Shortened($"Step {Numbers.Count(last)}, format \u201C{view.Format}\u201D; means over seeds with standard errors (SE)", header, 4, [.. view.Tasks.SelectMany(task => Rows(view, task, last))], MostRows),
            Html("p", Class("note"), "chance: expected score of guessing; majority: score of always giving the most frequent label."),
            kinds.Length == 0 ? null : HtmlTable.Of("Baselines that see only part of the input: what they reach takes no understanding of the whole.", ["evaluated on", .. kinds], 1,
                baselines.Keys.Select(k => k.Task).Distinct().OrderBy(t => view.Tasks.ToList().IndexOf(t)).Select(string[] (task) =>
                    [task, .. kinds.Select(k => Numbers.Score(baselines.GetValueOrDefault((k, task), double.NaN)))])));
    }

    private static IEnumerable<IReadOnlyList<string>> Rows(StudyView view, string task, long step)
    {
        SeedMean before = view.Mean(task, "", step);
        string[] reference = [Numbers.Score(view.First(task, r => r.Chance)), Numbers.Score(view.First(task, r => r.Majority))];
        IReadOnlyList<string> tuners = view.Tuners(task);
        foreach (string tunedOn in tuners.DefaultIfEmpty(""))
        {
            SeedMean after = tunedOn.Length == 0 ? SeedMean.Missing : view.Mean(task, tunedOn, step);
            yield return [task, tunedOn, tunedOn.Length == 0 ? "" : view.Relations[(task, tunedOn)].ToText(), view.Metric(task),
                Numbers.Count(Math.Max(before.N, after.N)), WithError(before), WithError(after), Numbers.Signed(after.Score - before.Score), .. reference];
        }
    }

    private static string WithError(SeedMean mean) => double.IsNaN(mean.Score) ? Numbers.Missing : $"{Numbers.Score(mean.Score)} ({Numbers.Score(mean.StandardError)})";
}
