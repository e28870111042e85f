using System.Collections.Concurrent;

namespace Amuro.Studies;

/// <summary>What an executor is given: a study in a folder, the cells that are missing there, and a way to compute one.</summary>
public sealed class StudyExecution
{
    private readonly IProgress<StudyProgress>? _progress;
    private readonly ConcurrentDictionary<string, bool> _done = [];

    internal StudyExecution(StudySession session, IReadOnlyList<PlannedCell> cells, IProgress<StudyProgress>? progress) =>
        (Session, Cells, _progress) = (session, cells, progress);

    /// <summary>Absolute path of the study's folder.</summary>
    public string Folder => Session.Store.Folder;

    /// <summary>The cells that were missing when the execution began, each after those that it depends on, checkpoint by checkpoint.</summary>
    public IReadOnlyList<PlannedCell> Cells { get; }

    internal StudySession Session { get; }

    /// <summary>How far a cell is, read from the folder.</summary>
    /// <param name="id">Its <see cref="PlannedCell.Id"/>.</param>
    /// <returns>The state at this moment.</returns>
    /// <exception cref="AmuroException">The study has no such cell.</exception>
    public CellState StateOf(string id) => Session.StateOf(id);

    /// <summary>
    /// Computes a cell in this process and stores its results: claims it, goes on from the resume point of an earlier attempt, retries as
    /// the study says. A cell that is done, or that somebody else is at, is left alone.
    /// </summary>
    /// <param name="id">Its <see cref="PlannedCell.Id"/>.</param>
    /// <param name="attempt">
    /// Number of the attempt where the executor decides over attempts: one that is higher than <see cref="CellState.Attempt"/> takes the place
    /// of whoever is at the cell, alive or not, who will publish nothing any more; with a lower one nothing is done. Default: the next, and
    /// only if nobody is at the cell.
    /// </param>
    /// <param name="cancellationToken">Stops it; what training has done is kept.</param>
    /// <returns>The state of the cell afterwards; of one that failed it has the error and the log.</returns>
    /// <exception cref="AmuroException">The study has no such cell, or the folder is full or cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task<CellState> RunCellAsync(string id, int? attempt = null, CancellationToken cancellationToken = default)
    {
        (ModelState state, PlannedCell cell) = Session.Find(id);
        return ComputeThreads.Run(ComputeThreads.For(Session.Study, state.Checkpoint), () =>
        {
            using CellRunner runner = new(Session, reuse: false, (_, _, text) => Report(id, text));
            CellRetry.Run(runner, Session, state, cell, attempt, cancellationToken);
            return StateOf(id);
        });
    }

    /// <summary>Tells whoever follows the study what a cell does.</summary>
    /// <param name="id">The cell.</param>
    /// <param name="activity">For people, such as <c>job 17 is pending</c>.</param>
    public void Report(string id, string activity)
    {
        if (_progress is not null)
        {
            // What is done stays done.
            foreach (PlannedCell cell in Cells.Where(c => !_done.ContainsKey(c.Id) && Session.IsDone(Session.Find(c.Id).State, c)))
            {
                _done[cell.Id] = true;
            }

            _progress.Report(new StudyProgress(_done.Count, Cells.Count, Session.Find(id).Cell.Description, activity, null));
        }
    }
}
