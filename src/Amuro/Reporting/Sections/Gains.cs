using System.Xml.Linq;
using Amuro.Analysis;
using Amuro.Reporting.Pictures;
using Amuro.Reporting.Svg;
using Amuro.Results;
using static Amuro.Reporting.Markup;

namespace Amuro.Reporting.Sections;

/// <summary>Picture 2: the gain by fine-tuning against what the base model could do already.</summary>
internal static class Gains
{
    private const int Learned = 0;
    private const int NotLearned = 1;
    private const int MostRows = 20;

    public static XElement Of(FineTuningGain gain)
    {
        if (gain.Tasks.Count == 0)
        {
            return Html("section", Attribute("id", "gains"), Html("h2", "Who gains"),
                Html("p", Class("warn"), "Missing: no task was evaluated both before and after fine-tuning on its family."));
        }

        Picture picture = Pictures(gain).Single();
        return Html("section", Attribute("id", "gains"),
            Html("h2", "Who gains"),
            Html("p", Class("lead"), $"At step {Numbers.Count(gain.Tasks[0].Step)}: the out-of-domain sets of each family trained on (in-domain ones where there are no others), by what the base model knew of them."),
            Legend.Of(picture.Legend),
            Html("div", Class("beside"),
                Html("figure", Class("single"), picture.Chart),
                HtmlTable.Shortened("Gains in units of the score with 95 % intervals, by capability", ["set", "base", "tuned", "gain", "interval"], 1,
                    [.. gain.Tasks.OrderBy(t => t.Capability).Select(string[] (t) => [NameOf(gain, t), Numbers.Score(t.Base), Numbers.Score(t.Tuned),
                        Numbers.Signed(t.Gain.Value), Numbers.Between(t.Gain.Interval.Low, t.Gain.Interval.High)])], MostRows)),
            Html("p", Class("note"), "Both axes are in units of the way from chance to a perfect score, (score \u2212 chance) / (1 \u2212 chance): on the upper dashed line the fine-tuned model is perfect, on the lower one it is back at chance. Whiskers: 95 % intervals."),
            Relation(gain.Relation),
            gain.All.Gains.N == 0 ? null : new object[] { Groups(gain), Html("p", Class("note"), "A mean of ratios can be driven by one small base score (Grubbs\u2019 test); the ratio of sums cannot.") },
            Unknown(gain));
    }

    private static XElement? Relation(GainRelation relation) => double.IsNaN(relation.Slope.Value) ? null : Html("p",
        $"For one unit of base capability the gain changes by {Numbers.Signed(relation.Slope.Value)} {Numbers.Between(relation.Slope.Interval.Low, relation.Slope.Interval.High)}, ",
        relation.Correction switch
        {
            GainCorrection.SplitHalves => "corrected for regression to the mean by split halves of the items.",
            GainCorrection.StandardErrors => "corrected for regression to the mean by the standard errors of the base scores.",
            _ => "not corrected for regression to the mean: the error of the base scores is not known.",
        });

    private static XElement Groups(FineTuningGain gain) => Groups(
        ("all", gain.All), ("not learned in pre-training", gain.LearnedInFineTuning), ("learned in pre-training", gain.LearnedInPretraining));

    private static XElement Groups(params (string Name, GainGroup Group)[] groups) => HtmlTable.Of("Absolute and relative gains of the groups",
        ["group", "sets", "mean gain", "of the way to perfect", "ratio of sums", "mean of ratios", "without the most influential", "p (Grubbs)"], 1,
        groups.Where(g => g.Group.Gains.N > 0).Select(string[] (g) =>
        [
            g.Name, Numbers.Count(g.Group.Gains.N), Numbers.Signed(g.Group.Gains.RawMean), Numbers.Signed(g.Group.NormalisedGain), Numbers.Signed(g.Group.Gains.RatioOfSums),
            Numbers.Signed(g.Group.Gains.RatioMean), Numbers.Signed(g.Group.Gains.RatioMeanWithout), Numbers.Score(g.Group.Outlier.PValue),
        ]));

    /// <summary>The picture, where there is anything to show.</summary>
    public static IEnumerable<Picture> Pictures(FineTuningGain gain)
    {
        if (gain.Tasks.Count == 0)
        {
            yield break;
        }

        var chart = new ScatterChart
        {
            Title = $"Gain by fine-tuning against capability of the base model, {gain.Tasks.Count} sets",
            XTitle = "capability of the base model (0 = chance, 1 = perfect)",
            YTitle = "gain by fine-tuning (same unit)",
            LeastX = (0, 1),
            Points = [.. gain.Tasks.Select(t => Point(gain, t))],
            Lines = [new ScatterLine(1, -1, "perfect"), new ScatterLine(0, -1, "back at chance")],
        };
        yield return new Picture("gains", chart.Draw())
        {
            Legend = new LegendEntries([(NotLearned, $"not learned in pre-training: mean gain {Mean(gain.GainNotLearnedInPretraining)}"), (Learned, $"learned in pre-training: mean gain {Mean(gain.GainLearnedInPretraining)}")]) { PointsOnly = true },
        };
    }

    private static ScatterPoint Point(FineTuningGain gain, FineTuningGainTask t)
    {
        double room = 1 - (double.IsFinite(t.Chance) ? t.Chance : 0);
        return new ScatterPoint(t.Capability, t.Gain.Value / room, t.Gain.Interval.Low / room, t.Gain.Interval.High / room, NameOf(gain, t), t.LearnedInPretraining ? Learned : NotLearned, Note(t));
    }

    private static string NameOf(FineTuningGain gain, FineTuningGainTask task) =>
        gain.Tasks.Count(t => t.Task == task.Task) > 1 ? $"{task.TunedOn} \u2192 {task.Task}" : task.Task;

    private static string Mean(Estimate estimate) => double.IsNaN(estimate.Value)
        ? "not estimable" + (estimate.Reason is null ? "" : $" ({estimate.Reason})")
        : $"{Numbers.Signed(estimate.Value)} {Numbers.Between(estimate.Interval.Low, estimate.Interval.High)}";

    private static string Note(FineTuningGainTask t) =>
        $"{t.Split.ToText()}, {t.Metric} {Numbers.Score(t.Base)} \u2192 {Numbers.Score(t.Tuned)}, gain {Numbers.Signed(t.Gain.Value)} {Numbers.Between(t.Gain.Interval.Low, t.Gain.Interval.High)}";

    private static XElement? Unknown(FineTuningGain gain)
    {
        string[] names = [.. gain.Tasks.Where(t => !double.IsFinite(t.Capability) || !double.IsFinite(t.Gain.Value)).Select(t => t.Task).Distinct()];
        return names.Length == 0 ? null : Html("p", Class("warn"), "Missing from the picture, no score before or after: ", names.Select((n, i) => new object?[] { i > 0 ? ", " : null, Name(n) }));
    }
}
