using System.Globalization;
using System.Runtime.InteropServices;

namespace Amuro.Studies;

/// <summary>A process that an executor started to compute some cells: reads which from its command line, and says how it went by its exit code.</summary>
internal static class StudyWorker
{
    public const string Option = "--amuro-worker";

    /// <summary>The cells are done.</summary>
    public const int Done = 0;

    /// <summary>At least one failed; its claim tells why.</summary>
    public const int Failed = 1;

    /// <summary>The weights that a cell needs are not there.</summary>
    public const int Blocked = 2;

    /// <summary>A higher attempt has taken this one's place.</summary>
    public const int Superseded = 3;

    /// <summary>Stopped by a signal; what training has done is kept.</summary>
    public const int Stopped = 143;

    /// <summary>Runs the cells that the arguments ask for; false: they ask for none.</summary>
    /// <exception cref="AmuroException">The arguments, the folder or the list of cells cannot be used.</exception>
    public static bool RunIfRequested(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0 || arguments[0] != Option)
        {
            return false;
        }

        if (arguments.Count is not (4 or 5)
            || !int.TryParse(arguments[3], NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            || !TryAttempt(arguments, out int? attempt))
        {
            throw new AmuroException($"{Option}: expected FOLDER CELLS-FILE INDEX [ATTEMPT], found '{string.Join(' ', arguments.Skip(1))}'");
        }

        using CancellationTokenSource stop = new();
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        Environment.ExitCode = Run(arguments[1], CellsOf(arguments[2], index), attempt, stop.Token);
        return true;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }

    private static bool TryAttempt(IReadOnlyList<string> arguments, out int? attempt)
    {
        bool given = arguments.Count == 5;
        bool fits = int.TryParse(given ? arguments[4] : "1", NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0;
        attempt = given ? number : null;
        return fits;
    }

    private static string[] CellsOf(string path, int index)
    {
        try
        {
            return File.ReadLines(path).ElementAtOrDefault(index)?.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                ?? throw new AmuroException(FormattableString.Invariant($"{path}: expected a line {index} (counted from 0) with ids of cells, found fewer lines"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AmuroException($"{path}: expected a file with ids of cells, found: {e.Message}", e);
        }
    }

    private static int Run(string folder, string[] ids, int? attempt, CancellationToken cancellationToken)
    {
        try
        {
            Study study = Study.Attach(folder);
            using StudySession session = new(study, folder);
            (ModelState State, PlannedCell Cell)[] cells = Find(session, ids);
            return cells.Length == 0 ? Done : ComputeThreads.Run(ComputeThreads.For(study, cells[0].State.Checkpoint), () =>
            {
                bool sharesCheckpoint = cells.Select(c => c.State).Distinct().GroupBy(s => s.Checkpoint.Folder).Any(g => g.Count() > 1);
                using CellRunner runner = new(session, sharesCheckpoint, (_, _, _) => { });
                return cells.Max(c => Run(runner, session, c.State, c.Cell, attempt, cancellationToken));
            }).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Stopped;
        }
    }

    // Waits while another process is at the cell that is not known to have come later: it may be dead.
    private static int Run(CellRunner runner, StudySession session, ModelState state, PlannedCell cell, int? attempt, CancellationToken cancellationToken)
    {
        while (true)
        {
            switch (CellRetry.Run(runner, session, state, cell, attempt, cancellationToken))
            {
                case CellOutcome.Done:
                    return Done;
                case CellOutcome.Failed:
                    return Failed;
                case CellOutcome.Blocked:
                    return Blocked;
                case CellOutcome.Held when attempt < session.StateOf(cell.Id).Attempt:
                    return Superseded;
            }

            if (cancellationToken.WaitHandle.WaitOne(session.Study.Timing.Beat))
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    // Checkpoints are hashed until every cell is found.
    private static (ModelState, PlannedCell)[] Find(StudySession session, string[] ids)
    {
        HashSet<string> missing = [.. ids];
        foreach (var checkpoint in session.Study.Known)
        {
            if (missing.Count > 0)
            {
                missing.ExceptWith(session.Add(checkpoint).SelectMany(s => s.Cells).Select(c => c.Id));
            }
        }

        return [.. ids.Select(session.Find)];
    }
}
