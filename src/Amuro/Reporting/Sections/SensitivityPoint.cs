using Amuro.Analysis;
using Amuro.Results;
using static Amuro.Reporting.Numbers;

namespace Amuro.Reporting.Sections;

/// <summary>One measure of one model's dependence on the prompt format on one task.</summary>
/// <param name="Step">Pre-training step.</param>
/// <param name="Stage">Before or after fine-tuning.</param>
/// <param name="Task">Task evaluated.</param>
/// <param name="IsOwn">Whether the task is of the family fine-tuned on.</param>
/// <param name="Measure">The measure.</param>
/// <param name="Value">Its value.</param>
/// <param name="Interval">Interval of the value.</param>
/// <param name="Note">The scores of the formats.</param>
internal sealed record SensitivityPoint(long Step, Stage Stage, string Task, bool IsOwn, PromptMeasure Measure, double Value, Interval Interval, string Note)
{
    /// <summary>The measures of a report, in the order in which people ask for them; spread and consistency alone where the report holds rows only.</summary>
    public static IReadOnlyList<SensitivityPoint> Of(StudyView view, PromptSensitivityReport report) =>
    [
        .. (report.Measures.Count > 0 ? FromMeasures(view, report) : report.Rows.SelectMany(FromRow)).Where(p => double.IsFinite(p.Value)),
    ];

    private static IEnumerable<SensitivityPoint> FromMeasures(StudyView view, PromptSensitivityReport report) =>
        report.Measures.Where(m => m.Shots == view.Shots).SelectMany(m => m.Values.Select(v => new SensitivityPoint(
            m.Step, m.Stage, m.Task, m.Stage == Stage.FineTuned && view.Relations.GetValueOrDefault((m.Task, m.TunedOn), TaskRelation.Unseen) != TaskRelation.Unseen,
            v.Key, v.Value.Value, v.Value.Interval, string.Join(", ", m.Formats.Select(f => $"{f.Format} {Score(f.Score)}")))));

    private static IEnumerable<SensitivityPoint> FromRow(PromptSensitivityRow row)
    {
        bool own = row.Stage == Stage.FineTuned && row.Split != TaskRelation.Unseen;
        string note = string.Join(", ", row.Formats.Select(f => $"{f.Format} {Score(f.Score)}"));
        yield return new SensitivityPoint(row.Step, row.Stage, row.Task, own, PromptMeasure.Spread, row.Spread, Interval.NotEstimable(0.95), note);
        yield return new SensitivityPoint(row.Step, row.Stage, row.Task, own, PromptMeasure.Consistency, row.Consistency, Interval.NotEstimable(0.95), note);
    }
}
