using System.Collections.Immutable;

namespace Amuro.Studies.Slurm;

/// <summary>
/// Computes a study on a SLURM cluster: one job array per stage, in which element <c>i</c> of the evaluations starts when element
/// <c>i</c> of the fine-tunings has succeeded. Every job runs this same program, so its first line must be
/// <c>if (Study.RunWorkerIfRequested(args)) return;</c>, and the study's folder must be seen by all nodes under the same path.
/// </summary>
/// <remarks>
/// <para>
/// What is done is what the study's folder says; SLURM is asked only for what is still under way. Jobs that were preempted, ran out of
/// time, lost their node or were cancelled by somebody are submitted again and go on from where the fine-tuning last saved itself.
/// A controller that does not answer is waited for. Scripts, logs and the ids of the jobs lie in the folder <c>slurm</c> of the study;
/// by them another process joins the jobs that are there, and submits none twice.
/// </para>
/// <para>Tried with SLURM 22.05. Needs <c>sbatch</c>, <c>squeue</c> and <c>scancel</c> on the PATH, but neither <c>sacct</c> nor an account database.</para>
/// </remarks>
public sealed record SlurmExecutor : IStudyExecutor
{
    /// <summary>The partition. Default: that of the cluster.</summary>
    public string? Partition { get; init; }

    /// <summary>How long one job may run, at least a minute. Default: the partition's limit.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>GPUs of each job. Default: 0, none is asked for.</summary>
    public int Gpus { get; init; }

    /// <summary>Cores of each job. Default: 1.</summary>
    public int CpusPerTask { get; init; } = 1;

    /// <summary>Memory of each job, such as <c>16G</c>: a number with K, M, G or T behind it. Default: that of the partition.</summary>
    public string? Memory { get; init; }

    /// <summary>The account to charge. Default: the user's.</summary>
    public string? Account { get; init; }

    /// <summary>The quality of service. Default: the user's.</summary>
    public string? Qos { get; init; }

    /// <summary>Features that nodes must have, such as <c>a100|h100</c>. Default: none.</summary>
    public string? Constraint { get; init; }

    /// <summary>Further arguments of <c>sbatch</c>, each with its value, such as <c>--reservation=lab</c>. Default: none.</summary>
    public ImmutableArray<string> ExtraArguments { get; init; } = [];

    /// <summary>Lines of bash that every job runs first, such as <c>module load cuda</c>. Default: none.</summary>
    public ImmutableArray<string> Prologue { get; init; } = [];

    /// <summary>
    /// The program that a job runs, and its first arguments; <c>--amuro-worker …</c> is put behind them. Default, where it is empty: the
    /// program that this process is.
    /// </summary>
    public ImmutableArray<string> WorkerCommand { get; init; } = [];

    /// <summary>The most elements of one job array; a larger stage becomes several. Default: 1000, below SLURM's own default limit.</summary>
    public int MaxArraySize { get; init; } = 1000;

    /// <summary>The most elements of one array that run at the same time. Default: as many as the cluster allows.</summary>
    public int? MaxRunning { get; init; }

    /// <summary>Time between two looks at the queue. Default: 30 seconds.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How often a job is submitted again that was interrupted: preempted, out of time, cancelled by somebody, lost with its node. What
    /// SLURM itself requeues is not counted. Default: 20.
    /// </summary>
    public int MaxResubmissions { get; init; } = 20;

    /// <summary>How often a job is submitted again that failed. Default: 1.</summary>
    public int MaxRetries { get; init; } = 1;

    /// <summary>True: jobs go on when following them is cancelled. Default: false, they are cancelled.</summary>
    public bool KeepJobsOnCancel { get; init; }

    /// <summary>Checks every option.</summary>
    /// <exception cref="AmuroException">An option cannot be used; all mistakes are listed.</exception>
    public void Validate() => SlurmOptions.Check(this);

    /// <summary>
    /// Submits what is missing of a study and returns at once. Running the study with this executor, from any process, joins the jobs; until
    /// somebody does, what SLURM does not start again by itself stays lost.
    /// </summary>
    /// <param name="study">The study.</param>
    /// <param name="folder">Its folder, where every node sees it; created if missing.</param>
    /// <param name="progress">Told of the jobs.</param>
    /// <param name="cancellationToken">Stops it; what is submitted stays so.</param>
    /// <returns>A task that ends when SLURM has the jobs.</returns>
    /// <exception cref="AmuroException">The study, its folder or an option cannot be used, SLURM is not here or refuses a job.</exception>
    public Task SubmitAsync(Study study, string folder, IProgress<StudyProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(study);
        Validate();
        return study.SubmitAsync(new Submission(this), folder, progress, cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="AmuroException">
    /// An option cannot be used, SLURM is not here or refuses a job, or jobs failed without a word in the study's folder.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled; jobs were too, unless <see cref="KeepJobsOnCancel"/>.</exception>
    public Task ExecuteAsync(StudyExecution execution, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(execution);
        Validate();
        return execution.Cells.Count == 0 ? Task.CompletedTask : FollowerOf(execution).RunAsync(cancellationToken);
    }

    private SlurmFollower FollowerOf(StudyExecution execution)
    {
        SlurmExecutor complete = WorkerCommand.IsEmpty ? this with { WorkerCommand = WorkerCommandLine.OfThisProgram() } : this;
        return new SlurmFollower(complete, new SlurmCommands(), WorkOf(execution), TimeProvider.System);
    }

    private static SlurmWork WorkOf(StudyExecution execution) => new(
        execution.Folder,
        execution.Cells,
        cell => execution.Session.Find(cell.Id).State.Hash,
        execution.StateOf,
        execution.Session.Has,
        execution.Report);

    private sealed class Submission(SlurmExecutor options) : IStudyExecutor
    {
        public Task ExecuteAsync(StudyExecution execution, CancellationToken cancellationToken) =>
            options.FollowerOf(execution).SubmitAsync(cancellationToken);
    }
}
