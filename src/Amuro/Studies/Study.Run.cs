using Amuro.Checkpoints;
using Amuro.Results;
using Amuro.Studies.Description;

namespace Amuro.Studies;

/// <content>What a study does with its folder: run, plan, collect, watch, reproduce, attach.</content>
public sealed partial class Study
{
    /// <summary>
    /// Runs what is not yet in the folder, and gives the tables of everything. Stopped at any time and run again, it goes on where
    /// it was; several processes that run it at once share the work. A cell that fails does not stop the others.
    /// </summary>
    /// <param name="folder">The study's folder; created if missing.</param>
    /// <param name="progress">Told of every cell.</param>
    /// <param name="cancellationToken">Stops within one training step or one task.</param>
    /// <returns>Scores and per-item records, in a fixed order.</returns>
    /// <exception cref="AmuroException">
    /// The configuration (all mistakes are listed) or the folder cannot be used, or cells failed: the message names them and their logs.
    /// </exception>
    /// <exception cref="OperationCanceledException">The study was cancelled; what is done is kept.</exception>
    public Task<StudyResults> RunAsync(string folder, IProgress<StudyProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Run(null, folder, progress, cancellationToken);

    /// <summary>As the other one, but an executor decides where the cells are computed.</summary>
    /// <param name="executor">For example a cluster.</param>
    /// <param name="folder">The study's folder, where every machine that computes sees it; created if missing.</param>
    /// <param name="progress">Told of what the executor reports.</param>
    /// <param name="cancellationToken">Stops the executor.</param>
    /// <inheritdoc cref="RunAsync(string, IProgress{StudyProgress}?, CancellationToken)" path="/returns|/exception"/>
    public Task<StudyResults> RunAsync(
        IStudyExecutor executor, string folder, IProgress<StudyProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(executor);
        return Run(executor, folder, progress, cancellationToken);
    }

    /// <summary>Hands what is missing to an executor that need not wait until it is done.</summary>
    internal Task SubmitAsync(IStudyExecutor executor, string folder, IProgress<StudyProgress>? progress, CancellationToken cancellationToken) =>
        RunnerIn(folder, progress).SubmitAsync(executor, cancellationToken);

    /// <summary>
    /// What running the study would do, before anything is done: cells, tokens (counted by tokenising everything), floating-point operations,
    /// time and disk. Weights are not read unless a folder is given, so checkpoints of which only config, tokenizer and the index
    /// of the weights are here can be planned with.
    /// </summary>
    /// <param name="folder">The study's folder: what is done there is left out, and what it took tells the time. Default: nothing is done.</param>
    /// <param name="flopsPerSecond">What the machine that will run it reaches. Default: as the folder tells, or half of what a product of matrices reaches here.</param>
    /// <returns>The plan; <see cref="StudyPlan.ToText"/> is a table.</returns>
    /// <exception cref="AmuroException">The configuration (all mistakes are listed) or a checkpoint cannot be used, or checkpoints are still being made.</exception>
    public StudyPlan Plan(string? folder = null, double? flopsPerSecond = null)
    {
        StudyValidation.Check(this);
        return Known.Count > 0
            ? PlanMaker.Make(this, folder, flopsPerSecond)
            : throw new AmuroException("Plan: expected a study of checkpoints that are there, found one whose checkpoints are still being made");
    }

    /// <summary>The tables of what is in the folder, at any time, also while other processes add to it.</summary>
    /// <param name="folder">The study's folder.</param>
    /// <param name="cancellationToken">Stops between two checkpoints.</param>
    /// <returns>The results so far, and which cells are missing; a cell with some formats gives those.</returns>
    /// <exception cref="AmuroException">A checkpoint or a stored result cannot be read.</exception>
    public async Task<CollectedResults> CollectAsync(string folder, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        using StudySession session = new(this, folder);
        List<ModelState> states = [];
        await foreach (Checkpoint checkpoint in Checkpoints.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            states.AddRange(session.Add(checkpoint));
        }

        return new CollectedResults(
            StudyTables.Assemble(session, states), [.. states.SelectMany(s => s.Cells.Where(c => !session.IsDone(s, c)))]);
    }

    /// <summary>Follows a study in a folder, whoever computes it and wherever: a state at once, then one at every interval.</summary>
    /// <param name="folder">The study's folder.</param>
    /// <param name="interval">Time between two looks. Default: 2 seconds.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The states; the last one is that in which everything is done.</returns>
    /// <exception cref="AmuroException">There is no study in the folder.</exception>
    public static IAsyncEnumerable<StudyStatus> Watch(string folder, TimeSpan? interval = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return StudyWatch.Follow(Attach(folder), folder, interval ?? TimeSpan.FromSeconds(2), cancellationToken);
    }

    /// <summary>
    /// Computes one cell again, from the weights of its checkpoint, and compares what it finds with what is stored; nothing stored is changed.
    /// Where the weights of a fine-tuned model were not kept, it is fine-tuned again.
    /// </summary>
    /// <param name="folder">The study's folder.</param>
    /// <param name="id">The cell's <see cref="PlannedCell.Id"/>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The differences; none where every bit is the same.</returns>
    /// <exception cref="AmuroException">The study has no such cell, or it is not done.</exception>
    public Task<Reproduction> ReproduceAsync(string folder, string id, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentException.ThrowIfNullOrEmpty(id);
        return Reproducer.RunAsync(this, folder, id, cancellationToken);
    }

    /// <summary>
    /// The study of a folder as it was described when it was last run there, by whatever process: to go on with it, to watch it, to collect
    /// what it has found.
    /// </summary>
    /// <param name="folder">The study's folder.</param>
    /// <returns>The same study: its cells have the same names.</returns>
    /// <exception cref="AmuroException">There is no <c>study.json</c> of this version, or a checkpoint, a task or an adapter that it names is missing or damaged.</exception>
    public static Study Attach(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return StudyFile.Read(folder);
    }

    /// <summary>
    /// To be the first line of an application whose studies are run by an executor that starts processes: where the arguments ask for a worker
    /// (<c>--amuro-worker FOLDER CELLS-FILE INDEX [ATTEMPT]</c>), it computes the cells whose ids stand, between blanks, in the line of that
    /// index (from 0), and says in <see cref="Environment.ExitCode"/> how that went.
    /// </summary>
    /// <param name="args">The arguments of the application.</param>
    /// <returns>
    /// True: the process was a worker and has done its work; the application should end. Exit code 0: the cells are done; 1: one failed;
    /// 2: the weights that one needs are not there; 3: a later attempt has taken its place; 143: stopped by SIGTERM or SIGINT, what training has done is kept.
    /// </returns>
    /// <exception cref="AmuroException">The arguments, the folder or the list of cells cannot be used.</exception>
    public static bool RunWorkerIfRequested(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        return StudyWorker.RunIfRequested(args);
    }

    private Task<StudyResults> Run(IStudyExecutor? executor, string folder, IProgress<StudyProgress>? progress, CancellationToken cancellationToken) =>
        RunnerIn(folder, progress).RunAsync(executor, cancellationToken);

    private StudyRunner RunnerIn(string folder, IProgress<StudyProgress>? progress)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        StudyValidation.Check(this);
        new StudyStore(folder).Create();
        return new StudyRunner(this, folder, progress);
    }
}
