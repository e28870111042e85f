using System.Runtime.CompilerServices;
using Amuro.Studies.Claims;

namespace Amuro.Studies;

/// <summary>Looks at a study's folder again and again. It only reads.</summary>
internal static class StudyWatch
{
    public static async IAsyncEnumerable<StudyStatus> Follow(
        Study study, string folder, TimeSpan interval, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using StudySession session = new(study, folder);
        List<(ModelState State, PlannedCell Cell)> all =
            [.. study.Known.SelectMany(session.Add).SelectMany(s => s.Cells.Select(c => (s, c)))];
        List<(ModelState State, PlannedCell Cell)> open = [.. all];
        List<CellWork> work = [];
        while (true)
        {
            var finished = open.Where(c => session.IsDone(c.State, c.Cell)).ToHashSet();
            work.AddRange(session.WorkOf(finished.Select(c => c.Cell)));
            open.RemoveAll(finished.Contains);
            CellStatus[] left = [.. open.Select(c => StatusOf(session, c.Cell))];
            CellStatus[] running = [.. left.Where(s => s.State.Phase == CellPhase.Claimed)];
            yield return new StudyStatus(
                all.Count - open.Count,
                all.Count,
                running,
                [.. left.Where(s => s.State.Phase == CellPhase.Failed)],
                Remaining(work, open.Select(c => c.Cell), running.Length));
            if (open.Count == 0)
            {
                yield break;
            }

            await Task.Delay(interval, cancellationToken).ConfigureAwait(false);
        }
    }

    private static CellStatus StatusOf(StudySession session, PlannedCell cell)
    {
        CellState state = session.StateOf(cell.Id);
        return new CellStatus(cell, state, state.Phase is CellPhase.Claimed or CellPhase.Failed ? LastLine(state) : "");
    }

    // A log of a failure ends with a stack trace; its error says more.
    private static string LastLine(CellState state)
    {
        if (state.Phase == CellPhase.Failed)
        {
            return state.Error;
        }

        try
        {
            string line = File.ReadLines(state.Log).LastOrDefault() ?? "";
            return line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static TimeSpan? Remaining(List<CellWork> work, IEnumerable<PlannedCell> open, int running)
    {
        if (work.Count == 0)
        {
            return null;
        }

        Dictionary<CellStage, double> means = work.GroupBy(w => w.Stage).ToDictionary(g => g.Key, g => g.Average(w => w.Seconds));
        double overall = work.Average(w => w.Seconds);
        return TimeSpan.FromSeconds(open.Sum(c => means.GetValueOrDefault(c.Stage, overall)) / Math.Max(1, running));
    }
}
