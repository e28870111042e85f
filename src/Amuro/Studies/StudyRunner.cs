using Amuro.Checkpoints;
using Amuro.Results;
using Amuro.Studies.Description;

namespace Amuro.Studies;

/// <summary>Runs a study in a folder, in this process or by an executor, and puts the tables together.</summary>
internal sealed class StudyRunner(Study study, string folder, IProgress<StudyProgress>? progress)
{
    public async Task<StudyResults> RunAsync(IStudyExecutor? executor, CancellationToken cancellationToken)
    {
        using StudySession session = new(study, folder);
        (IReadOnlyList<ModelState> states, IReadOnlyCollection<CellFailure> failures) = executor is null
            ? await InProcessAsync(session, cancellationToken).ConfigureAwait(false)
            : await ElsewhereAsync(session, executor, cancellationToken).ConfigureAwait(false);
        if (failures.Count > 0)
        {
            throw new AmuroException($"Study folder '{session.Store.Folder}': {Describe(failures)}; what is done is kept, CollectAsync gives it, and the next run goes on");
        }

        StudyResults results = StudyTables.Assemble(session, states);
        foreach (ModelState state in states.Where(s => !s.StaysInStore))
        {
            // Left by a process that was killed between its last result and this.
            session.Store.DropModel(state);
        }

        session.DeleteLeftovers();
        return results;
    }

    /// <summary>Hands what is missing to an executor that need not wait until it is done.</summary>
    public async Task SubmitAsync(IStudyExecutor executor, CancellationToken cancellationToken)
    {
        using StudySession session = new(study, folder);
        await ElsewhereAsync(session, executor, cancellationToken).ConfigureAwait(false);
    }

    private async Task<(IReadOnlyList<ModelState>, IReadOnlyCollection<CellFailure>)> InProcessAsync(StudySession session, CancellationToken cancellationToken)
    {
        // Checkpoints that are still being made, or downloaded, are described when all are there.
        bool isKnown = study.Known.Count > 0 && study.Known.All(c => c.IsHere);
        if (isKnown)
        {
            StudyFile.Write(study, study.Known, folder);
        }

        int tunings = study.CheckpointCount * study.Tunings.Length * study.Seeds.Length;
        ProgressTeller teller = new(progress, tunings, (study.CheckpointCount + tunings) * study.Tasks.Length);
        InProcessRun run = new(session, teller, states =>
        {
            if (!isKnown)
            {
                Describe(states);
            }
        });
        IReadOnlyList<ModelState> states = await run.RunAsync(cancellationToken).ConfigureAwait(false);
        return (states, run.Failures);
    }

    // Others need to know all cells before they begin.
    private async Task<(IReadOnlyList<ModelState>, IReadOnlyCollection<CellFailure>)> ElsewhereAsync(
        StudySession session, IStudyExecutor executor, CancellationToken cancellationToken)
    {
        List<ModelState> states = [];
        await foreach (Checkpoint checkpoint in study.Checkpoints.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            states.AddRange(session.Add(checkpoint));
        }

        Describe(states);
        PlannedCell[] missing = [.. states.SelectMany(s => s.Cells.Where(c => !session.IsDone(s, c)))];
        if (missing.Length > 0)
        {
            await executor.ExecuteAsync(new StudyExecution(session, missing, progress), cancellationToken).ConfigureAwait(false);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return (states, [.. missing.Where(c => session.StateOf(c.Id).Phase != CellPhase.Done).Select(c => Failure(session, c))]);
    }

    private void Describe(IReadOnlyList<ModelState> states) => StudyFile.Write(study, states.Select(s => s.Checkpoint).Distinct(), folder);

    private static CellFailure Failure(StudySession session, PlannedCell cell)
    {
        CellState state = session.StateOf(cell.Id);
        return new CellFailure(cell.Description, state.Phase == CellPhase.Failed ? state.Error : "it was not computed", state.Log);
    }

    private static string Describe(IReadOnlyCollection<CellFailure> failures)
    {
        const int Most = 10;
        IEnumerable<string> first = failures.OrderBy(f => f.What, StringComparer.Ordinal).Take(Most)
            .Select(f => $"{f.What}: {f.Error}{(f.Log.Length > 0 ? $" (log: {f.Log})" : "")}");
        return FormattableString.Invariant($"expected every cell to be computed, found {failures.Count} that failed: {string.Join("; ", first)}{(failures.Count > Most ? "; …" : "")}");
    }
}
