using System.Diagnostics;

namespace Amuro.Studies;

/// <summary>Counts cells as they are finished and says how far a study is. The time left goes by the mean duration of each kind of cell in this run.</summary>
internal sealed class ProgressTeller(IProgress<StudyProgress>? progress, int fineTunings, int evaluations)
{
    private readonly Lock _gate = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Dictionary<CellStage, (int Left, int Computed, double Seconds)> _stages = new()
    {
        [CellStage.FineTune] = (fineTunings, 0, 0),
        [CellStage.Evaluate] = (evaluations, 0, 0),
    };

    private int Total => fineTunings + evaluations;

    public void Tell(PlannedCell cell, string activity)
    {
        lock (_gate)
        {
            progress?.Report(new StudyProgress(Total - _stages.Values.Sum(s => s.Left), Total, cell.Description, activity, Remaining()));
        }
    }

    /// <summary>A cell that will not be computed any more: it is done, or has failed.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="computed">How long it took; null if it was done before.</param>
    /// <param name="activity">What to say.</param>
    public void Finish(PlannedCell cell, TimeSpan? computed, string activity)
    {
        lock (_gate)
        {
            (int left, int done, double seconds) = _stages[cell.Stage];
            _stages[cell.Stage] = (left - 1, done + (computed is null ? 0 : 1), seconds + (computed?.TotalSeconds ?? 0));
            Tell(cell, activity);
        }
    }

    private TimeSpan? Remaining()
    {
        double busy = _stages.Values.Sum(s => s.Seconds);
        double overall = busy / Math.Max(1, _stages.Values.Sum(s => s.Computed));
        double left = _stages.Values.Sum(s => s.Left * (s.Computed > 0 ? s.Seconds / s.Computed : overall));

        // Workers side by side: so many seconds of cells went into one of the clock.
        return busy > 0 ? TimeSpan.FromSeconds(left * Math.Min(1, _clock.Elapsed.TotalSeconds / busy)) : null;
    }
}
