using System.Text.Json;
using Amuro.Evaluation;
using Amuro.Results;
using Amuro.Studies;
using Amuro.Studies.Claims;
using Amuro.Studies.Description;
using Amuro.Training;

namespace Amuro.Tests.Studies;

public sealed class StudyExecutionTests : IDisposable
{
    private static readonly Dictionary<string, string?> s_oneThread = new() { ["OMP_NUM_THREADS"] = "1" };
    private readonly TinyStudy _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public async Task An_executor_that_computes_cell_by_cell_comes_to_the_tables_of_a_run_in_process()
    {
        Study study = WithAdapters(KeptModels.None);
        InOrder executor = new();

        StudyResults found = await study.RunAsync(executor, _tiny.Out("executor"));

        AssertSame(await study.RunAsync(_tiny.Out("run")), found);
        Assert.Equal(CellStage.FineTune, executor.Cells.First(c => c.DependsOn.Count == 0 && c.Description.Contains("tuned", StringComparison.Ordinal)).Stage);
        Assert.All(executor.Cells.SelectMany(c => c.DependsOn.Select(d => (d, c))), pair =>
            Assert.True(executor.Cells.ToList().FindIndex(c => c.Id == pair.d) < executor.Cells.ToList().IndexOf(pair.c)));
        Assert.Empty(Directory.GetDirectories(Path.Combine(_tiny.Out("executor"), "models")));
    }

    [Fact]
    public async Task Two_runs_at_once_share_the_work_and_compute_nothing_twice()
    {
        Study study = _tiny.Study.WithWorkers(1).WithTiming(new ClaimTiming(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(60)));
        string folder = _tiny.Out("shared");

        StudyResults[] both = await Task.WhenAll(study.RunAsync(folder), study.RunAsync(folder));

        AssertSame(both[0], both[1]);
        AssertSame(await study.RunAsync(_tiny.Out("alone")), both[0]);
        string[] done = [.. Directory.GetFiles(Path.Combine(folder, "claims"), "end.json", SearchOption.AllDirectories).Select(File.ReadAllText).Where(t => t.Contains("\"Work\":{", StringComparison.Ordinal))];
        Assert.Equal(22, done.Length);
    }

    [Fact]
    public async Task Workers_in_processes_of_their_own_come_to_the_same_tables()
    {
        Study study = WithAdapters(KeptModels.Adapters);
        string folder = _tiny.Out("workers"), list = _tiny.Out("cells.txt");
        StudyFile.Write(study, study.Known, folder);
        string[][] cells;
        using (StudySession session = new(study, folder))
        {
            cells = [.. study.Known.SelectMany(session.Add).Select(s => s.Cells.Select(c => c.Id).ToArray())];
        }

        await File.WriteAllLinesAsync(list, [string.Join(' ', cells.Skip(1).SelectMany(c => c)), string.Join(' ', cells[0]), cells[1][1]]);

        Assert.Equal(2, Worker(folder, list, "2")); // an evaluation before its fine-tuning
        Assert.Equal(0, Worker(folder, list, "0"));
        Assert.Equal(0, Worker(folder, list, "1", "4"));
        Assert.Equal(0, Worker(folder, list, "1", "2")); // done is done, whatever the attempt
        Recorder recorder = new();
        AssertSame(await study.RunAsync(_tiny.Out("run")), await study.RunAsync(folder, recorder));
        Assert.All(recorder.Reports, r => Assert.Equal("finished", r.Activity));
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(folder, "claims", cells[0][0], "4"), "end.json"));
    }

    [Fact]
    public void Arguments_that_a_worker_cannot_use_are_named()
    {
        Assert.False(Study.RunWorkerIfRequested([]));
        Assert.False(Study.RunWorkerIfRequested(["--out", "x"]));
        Assert.Contains("FOLDER CELLS-FILE INDEX", Assert.Throws<AmuroException>(() => Study.RunWorkerIfRequested(["--amuro-worker", "a"])).Message, StringComparison.Ordinal);
        Assert.Contains("INDEX", Assert.Throws<AmuroException>(() => Study.RunWorkerIfRequested(["--amuro-worker", "a", "b", "-1"])).Message, StringComparison.Ordinal);
        Assert.Contains("no-list", Assert.Throws<AmuroException>(() => Study.RunWorkerIfRequested(["--amuro-worker", "a", _tiny.Out("no-list"), "0"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cell_that_fails_stops_no_other_and_is_named_with_its_log()
    {
        string folder = _tiny.Out("failing");
        Study study = _tiny.Study.FineTune(TinyStudy.Tuner.WithLearningRate(1e30), TinyStudy.Colours, "diverging").WithSeeds(1);

        AmuroException error = await Assert.ThrowsAsync<AmuroException>(() => study.RunAsync(folder));

        Assert.Contains("found 2 that failed: step 0, tuned on diverging, seed 1:", error.Message, StringComparison.Ordinal);
        string log = Directory.GetFiles(folder, "log.txt", SearchOption.AllDirectories).First(l => error.Message.Contains(l, StringComparison.Ordinal));
        Assert.Contains("AmuroException", await File.ReadAllTextAsync(log), StringComparison.Ordinal);
        CollectedResults collected = await Study.Attach(folder).CollectAsync(folder);
        Assert.Equal(2 * (1 + 3), collected.Missing.Count);
        Assert.All(collected.Missing, c => Assert.Contains("diverging", c.Description, StringComparison.Ordinal));
        AssertSame(await _tiny.Study.WithSeeds(1).RunAsync(_tiny.Out("others")), collected.Results);
    }

    [Fact]
    public async Task A_fault_that_may_pass_is_tried_again_as_often_as_the_study_says()
    {
        int passes = 0;
        Evaluator flaky = Evaluator.Default with
        {
            BeforePass = (_, _) =>
            {
                if (Interlocked.Increment(ref passes) is 3 or 4)
                {
                    throw new IOException("the network is away");
                }
            },
        };
        Study study = _tiny.Study.WithWorkers(1).WithEvaluator(flaky);

        AssertSame(await _tiny.Study.WithWorkers(1).RunAsync(_tiny.Out("steady")), await study.RunAsync(_tiny.Out("flaky")));

        Assert.Single(Directory.GetDirectories(Path.Combine(_tiny.Out("flaky"), "claims"), "3", SearchOption.AllDirectories));
        passes = 0;
        AmuroException error = await Assert.ThrowsAsync<AmuroException>(() => study.WithRetries(1).RunAsync(_tiny.Out("less")));
        Assert.Contains("found 1 that failed", error.Message, StringComparison.Ordinal);
        Assert.Contains("the network is away", error.Message, StringComparison.Ordinal);
        AssertSame(await _tiny.Study.WithWorkers(1).RunAsync(_tiny.Out("less")), await _tiny.Study.WithWorkers(1).RunAsync(_tiny.Out("steady")));
    }

    [Fact]
    public async Task A_worker_that_is_told_to_end_keeps_what_it_has_trained_and_the_next_goes_on_from_there()
    {
        Study study = Study.Of(_tiny.Series).FineTune(TinyStudy.Tuner.WithSteps(4000), TinyStudy.Colours).Evaluate(TinyStudy.Colours);
        string folder = _tiny.Out("told"), list = _tiny.Out("cell.txt");
        StudyFile.Write(study, study.Known, folder);
        PlannedCell cell = study.Plan(folder).Missing.First(c => c.Stage == CellStage.FineTune);
        await File.WriteAllTextAsync(list, cell.Id);
        string log = Path.Combine(folder, "claims", cell.Id, "1", "log.txt");
        using (System.Diagnostics.Process worker = ChildProcess.Start(["study-application", "--amuro-worker", folder, list, "0"], s_oneThread))
        {
            while (!worker.HasExited && !(File.Exists(log) && (await File.ReadAllTextAsync(log)).Contains("trained 100/", StringComparison.Ordinal)))
            {
                await Task.Delay(5);
            }

            System.Diagnostics.Process.Start("kill", ["-TERM", worker.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]).WaitForExit();
            await worker.WaitForExitAsync();
            Assert.Equal(143, worker.ExitCode);
        }

        Assert.Equal(0, Worker(folder, list, "0", "7"));
        Assert.Contains("going on from the resume point of attempt 1", await File.ReadAllTextAsync(Path.Combine(folder, "claims", cell.Id, "7", "log.txt")), StringComparison.Ordinal);
        Assert.True((await study.ReproduceAsync(folder, cell.Id)).IsSame);
    }

    [Fact]
    public async Task A_later_attempt_takes_the_place_of_an_earlier_one()
    {
        string folder = _tiny.Out("fenced");
        Superseding executor = new();

        AssertSame(await _tiny.Study.RunAsync(_tiny.Out("run")), await _tiny.Study.RunAsync(executor, folder));

        Assert.Equal((CellPhase.Claimed, 1), executor.Before);
        Assert.Equal((CellPhase.Done, 5), executor.After);
        Assert.Equal((CellPhase.Done, 5), executor.Later);
    }

    [Fact]
    public async Task Models_are_kept_as_the_policy_says()
    {
        await WithAdapters(KeptModels.Adapters).RunAsync(_tiny.Out("adapters"));
        await WithAdapters(KeptModels.Weights).RunAsync(_tiny.Out("weights"));

        string[] adapters = Directory.GetDirectories(Path.Combine(_tiny.Out("adapters"), "models"));
        Assert.Equal(2, adapters.Length);
        Assert.All(adapters, a => Assert.Equal(2, Amuro.Models.LoraAdapter.Load(a).Rank));
        Assert.Equal(4, Directory.GetDirectories(Path.Combine(_tiny.Out("weights"), "models")).Count(m => File.Exists(Path.Combine(m, "model.safetensors"))));
        Assert.Contains("expected a recipe that trains an adapter", Assert.Throws<AmuroException>(
            () => { _ = _tiny.Study.WithKeptModels(KeptModels.Adapters).RunAsync(_tiny.Out("never")); }).Message, StringComparison.Ordinal);
    }

    private Study WithAdapters(KeptModels kept) => _tiny.Study
        .FineTune(TinyStudy.Tuner.WithLora(new LoraOptions { Rank = 2, Merge = false }), TinyStudy.Colours, "colours (LoRA)").WithSeeds(1).WithKeptModels(kept);

    private static int Worker(params string[] arguments) =>
        ChildProcess.Run(["study-application", "--amuro-worker", .. arguments], s_oneThread).ExitCode;

    private static void AssertSame(StudyResults expected, StudyResults found)
    {
        Assert.Equal(expected.Scores, found.Scores);
        Assert.Equal(expected.Items.Select(i => JsonSerializer.Serialize(i)), found.Items.Select(i => JsonSerializer.Serialize(i)));
    }

    private sealed class InOrder : IStudyExecutor
    {
        public IReadOnlyList<PlannedCell> Cells { get; private set; } = [];

        public async Task ExecuteAsync(StudyExecution execution, CancellationToken cancellationToken)
        {
            Cells = execution.Cells;
            foreach (PlannedCell cell in Cells)
            {
                Assert.Equal(CellPhase.Waiting, execution.StateOf(cell.Id).Phase);
                Assert.Equal(CellPhase.Done, (await execution.RunCellAsync(cell.Id, null, cancellationToken)).Phase);
            }
        }
    }

    /// <summary>Lets somebody claim the first cell and be silent, then says that its own attempt is the fifth.</summary>
    private sealed class Superseding : IStudyExecutor
    {
        public (CellPhase, int) Before { get; private set; }

        public (CellPhase, int) After { get; private set; }

        public (CellPhase, int) Later { get; private set; }

        public async Task ExecuteAsync(StudyExecution execution, CancellationToken cancellationToken)
        {
            string first = execution.Cells[0].Id;
            using ClaimBoard silent = new(execution.Folder, new ClaimTiming(TimeSpan.FromDays(1), TimeSpan.FromDays(1)));
            Claim orphan = silent.TryClaim(first)!;
            Before = Of(await execution.RunCellAsync(first, null, cancellationToken));
            After = Of(await execution.RunCellAsync(first, 5, cancellationToken));
            Assert.ThrowsAny<OperationCanceledException>(orphan.ThrowIfSuperseded);
            Later = Of(await execution.RunCellAsync(first, 6, cancellationToken));
            foreach (PlannedCell cell in execution.Cells.Skip(1))
            {
                await execution.RunCellAsync(cell.Id, null, cancellationToken);
            }
        }

        private static (CellPhase, int) Of(CellState state) => (state.Phase, state.Attempt);
    }

    private sealed class Recorder : IProgress<StudyProgress>
    {
        public List<StudyProgress> Reports { get; } = [];

        public void Report(StudyProgress value) => Reports.Add(value);
    }
}
