using Amuro.Studies;
using Amuro.Studies.Slurm;

namespace Amuro.Tests.Studies.Slurm;

/// <summary>
/// A study of model states <c>base</c>, <c>a</c> and <c>b</c>, each evaluated on two tasks, <c>a</c> and <c>b</c> fine-tuned before; a cluster
/// and a clock that stand still. Cells are named <c>a:tune</c>, <c>a:one</c>, <c>a:two</c>.
/// </summary>
internal sealed class SlurmScenario : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, CellState> _states = [];

    public SlurmScenario(params string[] models)
    {
        string[] all = models.Length == 0 ? ["base", "a", "b"] : models;
        Cells = [.. all.SelectMany(CellsOf)];
        Follower = New();
    }

    public static SlurmExecutor Options { get; } = new() { WorkerCommand = ["app"], PollInterval = TimeSpan.FromSeconds(30), MaxResubmissions = 3, MaxRetries = 1 };

    public IReadOnlyList<PlannedCell> Cells { get; set; }

    public FakeSlurm Slurm { get; } = new();

    public Clock Time { get; } = new();

    public SlurmFollower Follower { get; private set; }

    public List<(string Cell, string Text)> Reports { get; } = [];

    public string Folder => _folder.Path;

    public string File(string name) => System.IO.Path.Combine(Folder, "slurm", name);

    /// <summary>Another process on the same folder.</summary>
    public SlurmFollower New(SlurmExecutor? options = null) => new(
        options ?? Options,
        Slurm,
        new SlurmWork(
            Folder,
            Cells,
            c => c.Id.Split(':')[0],
            id => _states.GetValueOrDefault(id) ?? new CellState(CellPhase.Waiting, 0, "", 0, "", ""),
            id => Cells.Any(c => c.Id == id),
            (id, text) => Reports.Add((id, text))),
        Time);

    /// <summary>The cells file of the n-th array that was submitted, from 0.</summary>
    public string CellsOfArray(int submission)
    {
        string name = Slurm.NameOf(submission);
        return System.IO.File.ReadAllText(File(name + ".cells"));
    }

    public void Restart(SlurmExecutor? options = null) => Follower = New(options);

    public Task<bool> Step() => Follower.StepAsync(CancellationToken.None);

    /// <summary>A look after the time in which a result may still be invisible.</summary>
    public async Task<bool> StepLater()
    {
        Time.Advance(TimeSpan.FromMinutes(2));
        return await Step();
    }

    public void State(string cell, CellPhase phase, int attempt = 1) => _states[cell] = new CellState(phase, attempt, "", 0, "", "");

    public void Done(params string[] cells)
    {
        foreach (string cell in cells)
        {
            State(cell, CellPhase.Done);
        }
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<PlannedCell> CellsOf(string model)
    {
        string[] after = model.StartsWith("base", StringComparison.Ordinal) ? [] : [$"{model}:tune"];
        return
        [
            .. after.Select(id => Cell(id, CellStage.FineTune, [])),
            Cell($"{model}:one", CellStage.Evaluate, after),
            Cell($"{model}:two", CellStage.Evaluate, after),
        ];
    }

    private static PlannedCell Cell(string id, CellStage stage, string[] after) => new(id, stage, id, after, () => new CellEstimate(0, 0, 0, 0));

    internal sealed class Clock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Advance(TimeSpan time) => _now += time.Ticks;
    }
}
