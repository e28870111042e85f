using System.Collections.Concurrent;
using System.Diagnostics;
using Amuro.Results;
using Amuro.Studies;
using Amuro.Studies.Slurm;

namespace Amuro.Tests.Studies.Slurm;

/// <summary>A whole study on a real SLURM of two nodes with two slots each.</summary>
[Trait("Category", "Slurm")]
public sealed class SlurmClusterTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private readonly TinyStudy _tiny = new();

    private static SlurmExecutor Executor { get; } = new()
    {
        Partition = "main",
        PollInterval = TimeSpan.FromSeconds(0.5),
        WorkerCommand = ["dotnet", typeof(SlurmClusterTests).Assembly.Location],
        MaxRetries = 3,
    };

    public void Dispose() => _tiny.Dispose();

    [SkippableFact]
    public async Task TheTablesAreThoseOfARunInThisProcess()
    {
        SlurmCluster.Require();
        using CancellationTokenSource late = new(Patience);
        string folder = _tiny.Out("it's \"100%\" ü");
        StudyResults results = await _tiny.Study.RunAsync(Executor, folder, cancellationToken: late.Token);
        AssertSame(await _tiny.Study.RunAsync(_tiny.Out("here")), results);
        Assert.Equal(["wave-0001.json"], Waves(folder));
        Assert.Equal(3, Directory.GetFiles(Path.Combine(folder, "slurm"), "*.sh").Length);
        Assert.Equal(2 + 4 + 4, Directory.GetFiles(Path.Combine(folder, "slurm", "logs")).Length);
    }

    [SkippableFact]
    public async Task AStudyThatWasLeftIsJoinedAgainAndNothingSubmittedTwice()
    {
        SlurmCluster.Require();
        using CancellationTokenSource late = new(Patience);
        string folder = _tiny.Out("left");
        await Executor.SubmitAsync(_tiny.Study, folder, cancellationToken: late.Token);
        StudyResults results = await Study.Attach(folder).RunAsync(Executor, folder, cancellationToken: late.Token);
        AssertSame(await _tiny.Study.RunAsync(_tiny.Out("here")), results);
        Assert.Equal(["wave-0001.json"], Waves(folder));
    }

    [SkippableFact]
    public async Task ARecordThatWasNeverWrittenIsMadeFromTheQueue()
    {
        SlurmCluster.Require();
        using CancellationTokenSource late = new(Patience);
        string folder = _tiny.Out("crashed");
        await Executor.SubmitAsync(_tiny.Study, folder, cancellationToken: late.Token);
        string record = Path.Combine(folder, "slurm", "wave-0001.json");
        string[] lines = await File.ReadAllLinesAsync(record, late.Token);
        Assert.Equal(3, lines.Count(l => l.Contains("\"jobId\"", StringComparison.Ordinal)));
        await File.WriteAllLinesAsync(record, lines.Where(l => !l.Contains("\"jobId\"", StringComparison.Ordinal)), late.Token);
        StudyResults results = await _tiny.Study.RunAsync(Executor, folder, cancellationToken: late.Token);
        AssertSame(await _tiny.Study.RunAsync(_tiny.Out("here")), results);
        Assert.Equal(["wave-0001.json"], Waves(folder));
    }

    [SkippableFact]
    public async Task AControllerThatGoesAwayIsWaitedFor()
    {
        SlurmCluster.Require();
        using CancellationTokenSource late = new(Patience);
        string folder = _tiny.Out("no controller");
        Seen seen = new();
        Task<StudyResults> run = _tiny.Study.RunAsync(Executor, folder, seen, late.Token);
        await Until(() => SlurmCluster.Workers(folder, "finetune").Count > 0, run);
        SlurmCluster.StopController();
        try
        {
            await Until(() => seen.Activities.Any(a => a.StartsWith("squeue", StringComparison.Ordinal)), run);
        }
        finally
        {
            SlurmCluster.StartController();
        }

        AssertSame(await _tiny.Study.RunAsync(_tiny.Out("here")), await run);
    }

    [SkippableFact]
    public async Task CancellationEndsTheJobs()
    {
        SlurmCluster.Require();
        string folder = _tiny.Out("cancelled");
        using CancellationTokenSource stop = new(Patience);
        Task<StudyResults> run = Long.RunAsync(Executor, folder, cancellationToken: stop.Token);
        await Until(() => SlurmCluster.Workers(folder, "finetune").Count > 0, run);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        string name = await File.ReadAllTextAsync(Path.Combine(folder, "slurm", "name"));
        await Until(() => !SlurmCluster.Jobs().Any(j => j.Name.StartsWith(name, StringComparison.Ordinal) && j.Fate == SlurmFate.Alive), null);
        await Until(() => SlurmCluster.Workers(folder, "").Count == 0, null);
    }

    [SkippableFact]
    public async Task WhatSlurmRefusesIsTold()
    {
        SlurmCluster.Require();
        AmuroException error = await Assert.ThrowsAsync<AmuroException>(
            () => _tiny.Study.RunAsync(Executor with { Partition = "no-such-partition" }, _tiny.Out("refused")));
        Assert.Contains("sbatch", error.Message, StringComparison.Ordinal);
        Assert.Contains("invalid partition", error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task AJobThatCannotStartIsReportedWithItsLog()
    {
        SlurmCluster.Require();
        using CancellationTokenSource late = new(Patience);
        SlurmExecutor broken = Executor with { Prologue = ["echo no such module >&2", "false"], MaxRetries = 0 };
        AmuroException error = await Assert.ThrowsAsync<AmuroException>(
            () => _tiny.Study.RunAsync(broken, _tiny.Out("broken"), cancellationToken: late.Token));
        Assert.Contains("no such module", error.Message, StringComparison.Ordinal);
        Assert.Contains("NonZeroExitCode", error.Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// Of the four fine-tunings one is killed, one runs out of time, one is cancelled, one is requeued; then a node dies, and the job that goes
    /// on there as an orphan is overtaken by the next attempt, wakes up, and publishes nothing.
    /// </summary>
    [SkippableFact]
    public async Task WhateverDiesTheTablesAreTheSame()
    {
        SlurmCluster.Require();
        using CancellationTokenSource late = new(Patience);
        string folder = _tiny.Out("chaos");
        Seen seen = new();
        Task<StudyResults> run = Long.RunAsync(Executor with { MaxResubmissions = 5 }, folder, seen, late.Token);
        SlurmWorkerProcess[] first = [.. await Paused(folder, run, [], 4)];
        SlurmCluster.Signal("KILL", first[0].Process);
        SlurmCluster.Scontrol("update", $"JobId={first[1].Job}", "EndTime=now+1");
        SlurmCluster.Scancel(first[2].Job);
        SlurmCluster.Scontrol("requeue", first[3].Job);

        SlurmWorkerProcess orphan = (await Paused(folder, run, first, 1))[0];
        Assert.True(orphan.Attempt > 1);
        await Until(() => ((string[])["failed", "timeout", "cancelled"]).Zip(first).All(e => seen.Tells($"job {e.Second.Job} {e.First}")), run);
        string node = SlurmCluster.NodeOf(orphan);
        SlurmCluster.LoseNode(node);
        try
        {
            await Until(() => Attempts(folder, orphan.Cells).Max() > orphan.Attempt, run);
            SlurmCluster.Signal("CONT", orphan.Process);
            await Until(() => SlurmCluster.Workers(folder, "").All(w => w.Process != orphan.Process), run);
        }
        finally
        {
            SlurmCluster.ReturnNode(node);
        }

        AssertSame(await Long.RunAsync(_tiny.Out("here")), await run);
        Assert.All(first, f => Assert.True(Attempts(folder, f.Cells).Max() > 1, f.Job));
        Assert.True(Waves(folder).Count > 1);
    }

    private sealed class Seen : IProgress<StudyProgress>
    {
        public ConcurrentQueue<string> Activities { get; } = [];

        public bool Tells(string start) => Activities.Any(a => a.StartsWith(start, StringComparison.Ordinal));

        public void Report(StudyProgress value) => Activities.Enqueue(value.Activity);
    }

    // Long enough to be met at work.
    private Study Long => Study.Of(_tiny.Series).FineTune(TinyStudy.Tuner.WithEpochs(600).WithSaveEvery(100), on: TinyStudy.Colours)
        .Evaluate(TinyStudy.Colours, TinyStudy.Shapes).WithSeeds(1, 2);

    // Workers that are at a fine-tuning are stopped as soon as they have claimed it, so that the test can take its time.
    private static async Task<IReadOnlyList<SlurmWorkerProcess>> Paused(string folder, Task run, IReadOnlyList<SlurmWorkerProcess> known, int count)
    {
        List<SlurmWorkerProcess> paused = [];
        await Until(
            () =>
            {
                foreach (SlurmWorkerProcess worker in SlurmCluster.Workers(folder, "finetune")
                    .Where(w => known.Concat(paused).All(k => k.Process != w.Process) && Attempts(folder, w.Cells).Contains(w.Attempt)).Take(count - paused.Count))
                {
                    SlurmCluster.Signal("STOP", worker.Process);
                    paused.Add(worker);
                }

                return paused.Count == count;
            },
            run);
        return paused;
    }

    private static int[] Attempts(string folder, string cell)
    {
        string claims = Path.Combine(folder, "claims", cell);
        return Directory.Exists(claims) ? [.. Directory.GetDirectories(claims).Select(d => int.TryParse(Path.GetFileName(d), out int n) ? n : 0).DefaultIfEmpty(0)] : [0];
    }

    private static IReadOnlyList<string> Waves(string folder) =>
        [.. Directory.GetFiles(Path.Combine(folder, "slurm"), "wave-*.json").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    private static async Task Until(Func<bool> condition, Task? meanwhile)
    {
        Stopwatch clock = Stopwatch.StartNew();
        while (!condition())
        {
            if (meanwhile is { IsCompleted: true })
            {
                await meanwhile;
                Assert.Fail("the study ended before the test was through with it");
            }

            Assert.True(clock.Elapsed < Patience, "waited too long");
            await Task.Delay(20);
        }
    }

    private void AssertSame(StudyResults expected, StudyResults actual)
    {
        Assert.Equal(Text(expected, "expected"), Text(actual, "actual"));

        string Text(StudyResults results, string name)
        {
            results.Scores.SaveCsv(_tiny.Out(name + "-scores.csv"));
            results.Items.SaveCsv(_tiny.Out(name + "-items.csv"));
            return File.ReadAllText(_tiny.Out(name + "-scores.csv")) + File.ReadAllText(_tiny.Out(name + "-items.csv"));
        }
    }
}
