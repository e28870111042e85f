using Amuro.Analysis;
using Amuro.Reporting.Svg;

namespace Amuro.Reporting.Sections;

/// <summary>Where the analysis of question 1 found that fine-tuned scores set in, or fall again late, for the curves.</summary>
internal sealed class CurveMarks(LatentImprovement latent)
{
    private readonly ILookup<string, LatentImprovementTask> _tasks = latent.Tasks.Where(t => t.Onset.SetsIn() || t.LateDecline.IsFound()).ToLookup(t => t.Task);

    /// <summary>Whether there are any.</summary>
    public bool Any => _tasks.Count > 0;

    /// <summary>The marks of one task's curves.</summary>
    /// <param name="task">The task.</param>
    /// <param name="style">Style of the curve after fine-tuning on a task; null where it has none of its own.</param>
    public IReadOnlyList<StepMark> Of(string task, Func<string, int?> style) =>
        [.. _tasks[task].SelectMany(t => style(t.TunedOn) is { } own ? Marks(t, own) : [])];

    private static IEnumerable<StepMark> Marks(LatentImprovementTask task, int style)
    {
        if (task.Onset.SetsIn() && task.Onset.Step is { } step)
        {
            yield return Mark(task, style, "sets in", step, task.Onset.StepInterval, task.Onset.AdjustedPValue, task.Onset.Warning);
        }

        if (task.LateDecline.IsFound())
        {
            yield return Mark(task, style, "peaks, and falls from there on,", task.LateDecline.PeakStep, task.LateDecline.PeakInterval, task.LateDecline.AdjustedPValue, null);
        }
    }

    private static StepMark Mark(LatentImprovementTask task, int style, string what, double step, Interval interval, double p, string? warning)
    {
        string range = interval.IsEstimable ? $" (95 % interval {Numbers.Count((long)interval.Low)} to {Numbers.Count((long)interval.High)})" : "";
        return new StepMark(step, interval.Low, interval.High, style,
            $"after fine-tuning on {task.TunedOn} the score {what} at step {Numbers.Count((long)step)}{range}, {Numbers.Probability(p)} (Holm)" + (warning is null ? "" : "; " + warning));
    }
}
