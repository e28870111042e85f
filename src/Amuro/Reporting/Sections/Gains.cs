using System.Xml.Linq;
using Amuro.Analysis;
using Amuro.Reporting.Svg;
using Amuro.Results;
using static Amuro.Reporting.Markup;

namespace Amuro.Reporting.Sections;

/// <summary>Picture 2: the gain by fine-tuning against what the base model could do already.</summary>
internal static class Gains
{
    private const int Learned = 0;
    private const int NotLearned = 1;

    public static XElement Of(FineTuningGain gain)
    {
        if (gain.Tasks.Count == 0)
        {
            return Html("section", Attribute("id", "gains"), Html("h2", "Who gains"),
                Html("p", Class("warn"), "Missing: no task was evaluated both before and after fine-tuning on its family."));
        }

        bool several = gain.Tasks.GroupBy(t => t.Task).Any(g => g.Count() > 1);
        var chart = new ScatterChart
        {
            Title = "Gain by fine-tuning against capability of the base model",
            XTitle = "capability of the base model (0 = chance, 1 = perfect)",
            YTitle = "gain (fine-tuned \u2212 base score)",
            Points = [.. gain.Tasks.Select(t => new ScatterPoint(t.Capability, t.Gain.Value, t.Gain.Interval.Low, t.Gain.Interval.High,
                several ? $"{t.TunedOn} \u2192 {t.Task}" : t.Task, t.LearnedInPretraining ? Learned : NotLearned, Note(t)))],
        };
        return Html("section", Attribute("id", "gains"),
            Html("h2", "Who gains"),
            Html("p", Class("lead"), $"At step {Numbers.Count(gain.Tasks[0].Step)}: the out-of-domain sets of each family trained on (in-domain ones where there are no others), by what the base model knew of them."),
            Legend.Of([(NotLearned, $"not learned in pre-training: mean gain {Mean(gain.GainNotLearnedInPretraining)}"), (Learned, $"learned in pre-training: mean gain {Mean(gain.GainLearnedInPretraining)}")]),
            Html("div", Class("beside"),
                Html("figure", Class("single"), chart.Draw()),
                HtmlTable.Of("Gains with 95 % intervals, by capability", ["set", "base", "tuned", "gain", "interval"], 1,
                    gain.Tasks.OrderBy(t => t.Capability).Select(string[] (t) => [several ? $"{t.TunedOn} \u2192 {t.Task}" : t.Task, Numbers.Score(t.Base), Numbers.Score(t.Tuned),
                        Numbers.Signed(t.Gain.Value), Numbers.Between(t.Gain.Interval.Low, t.Gain.Interval.High)]))),
            Unknown(gain));
    }

    private static string Mean(Estimate estimate) => double.IsNaN(estimate.Value)
        ? "not estimable" + (estimate.Reason is null ? "" : $" ({estimate.Reason})")
        : $"{Numbers.Signed(estimate.Value)} {Numbers.Between(estimate.Interval.Low, estimate.Interval.High)}";

    private static string Note(FineTuningGainTask t) =>
        $"{t.Split.ToText()}, {t.Metric} {Numbers.Score(t.Base)} \u2192 {Numbers.Score(t.Tuned)}, gain {Numbers.Signed(t.Gain.Value)} {Numbers.Between(t.Gain.Interval.Low, t.Gain.Interval.High)}";

    private static XElement? Unknown(FineTuningGain gain)
    {
        string[] names = [.. gain.Tasks.Where(t => !double.IsFinite(t.Capability) || !double.IsFinite(t.Gain.Value)).Select(t => t.Task)];
        return names.Length == 0 ? null : Html("p", Class("warn"), "Missing from the picture, no score before or after: ", names.Select((n, i) => new object?[] { i > 0 ? ", " : null, Name(n) }));
    }
}
