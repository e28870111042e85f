using Amuro.Studies;
using Amuro.Studies.Slurm;

namespace Amuro.Tests.Studies.Slurm;

public sealed class SlurmFollowerTests : IDisposable
{
    private const long Tunings = 101, AfterTunings = 102, Bases = 103;
    private readonly SlurmScenario _study = new();

    private FakeSlurm Slurm => _study.Slurm;

    public void Dispose() => _study.Dispose();

    [Fact]
    public async Task OneArrayPerStageAndTheEvaluationsWaitForTheirFineTuning()
    {
        Assert.False(await _study.Step());
        Assert.Equal([Tunings, AfterTunings, Bases], Slurm.Submitted.Select(s => s.Id));
        Assert.Equal("a:tune\nb:tune\n", Cells(0));
        Assert.Equal("a:one a:two\nb:one b:two\n", Cells(1));
        Assert.Equal("base:one base:two\n", Cells(2));
        Assert.Contains("--dependency=aftercorr:101\n", Slurm.Submitted[1].Text, StringComparison.Ordinal);
        Assert.Contains("--kill-on-invalid-dep=yes\n", Slurm.Submitted[1].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("--dependency", Slurm.Submitted[0].Text + Slurm.Submitted[2].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NothingIsSubmittedTwiceWhileJobsAreThere()
    {
        await _study.Step();
        Slurm.Set(Tunings, null, "RUNNING");
        Assert.False(await _study.StepLater());
        _study.Restart();
        Assert.False(await _study.StepLater());
        Slurm.Set(Tunings, 0, "COMPLETING");
        Slurm.Set(Tunings, 1, "REQUEUE_HOLD");
        Assert.False(await _study.StepLater());
        Assert.Equal(3, Slurm.Submitted.Count);
    }

    [Fact]
    public async Task ItIsOverWhenTheFolderSaysSoWhateverTheQueueSays()
    {
        await _study.Step();
        Slurm.Forget(Tunings);
        Slurm.Set(AfterTunings, null, "FAILED");
        Slurm.Set(Bases, null, "RUNNING");
        _study.Done([.. _study.Cells.Select(c => c.Id)]);
        Assert.True(await _study.Step());
        Assert.Equal(3, Slurm.Submitted.Count);
    }

    [Theory]
    [InlineData("PREEMPTED")]
    [InlineData("TIMEOUT")]
    [InlineData("NODE_FAIL")]
    [InlineData("CANCELLED")]
    [InlineData("BOOT_FAIL")]
    [InlineData("FAILED")]
    [InlineData("OUT_OF_MEMORY")]
    public async Task WhatWasEndedIsSubmittedAgainWithWhatWaitedForIt(string state)
    {
        await _study.Step();
        _study.State("a:tune", CellPhase.Waiting, attempt: 1);
        Slurm.Set(Tunings, 0, state);
        Slurm.Set(AfterTunings, 0, "CANCELLED", SlurmJob.NeverSatisfied);
        Assert.False(await _study.Step());
        Assert.Equal(5, Slurm.Submitted.Count);
        Assert.Equal(["a:tune\n", "a:one a:two\n"], [Cells(3), Cells(4)]);
        Assert.Contains("--dependency=aftercorr:104\n", Slurm.Submitted[4].Text, StringComparison.Ordinal);
        Assert.Contains("$((2 + ${SLURM_RESTART_COUNT:-0}))", Slurm.Submitted[3].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatWaitsForAJobThatDidNotSucceedIsCancelledBySlurmOrHere()
    {
        await _study.Step();
        Slurm.Set(Tunings, 1, "FAILED");
        Slurm.Set(AfterTunings, 1, "PENDING", SlurmJob.NeverSatisfied);
        await _study.Step();
        Assert.Equal(["102_1"], Slurm.Cancelled);
        Assert.Equal(["b:tune\n", "b:one b:two\n"], [Cells(3), Cells(4)]);
    }

    [Fact]
    public async Task AJobThatVanishedIsLostOnlyAfterItsResultCouldHaveShown()
    {
        await _study.Step();
        Slurm.Forget(Bases);
        Assert.False(await _study.Step());
        Assert.Equal(3, Slurm.Submitted.Count);
        await _study.StepLater();
        Assert.Equal("base:one base:two\n", Cells(3));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AJobThatEndedWellButLeftNothingIsLostUnlessSomebodyElseIsAtTheCell(bool claimed)
    {
        await _study.Step();
        Slurm.Set(Bases, 0, "COMPLETED");
        _study.Done("base:one");
        _study.State("base:two", claimed ? CellPhase.Claimed : CellPhase.Waiting);
        await _study.Step();
        await _study.StepLater();
        Assert.Equal(claimed ? 3 : 4, Slurm.Submitted.Count);
        if (!claimed)
        {
            Assert.Equal("base:two\n", Cells(3));
        }
    }

    [Fact]
    public async Task TheAttemptIsAboveAllThatAnOrphanOnALostNodeCanHave()
    {
        await _study.Step();
        Slurm.Set(Tunings, 0, "NODE_FAIL", restarts: 2);
        _study.State("a:tune", CellPhase.Claimed, attempt: 1);
        await _study.Step();
        Assert.Contains("$((4 + ", Slurm.Submitted[3].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OnceTheFineTuningIsThereItsEvaluationsNeedNotWait()
    {
        await _study.Step();
        _study.Done("a:tune");
        Slurm.Set(Tunings, 0, "FAILED"); // say, in tearing down the GPU
        Slurm.Set(AfterTunings, 0, "CANCELLED", SlurmJob.NeverSatisfied);
        await _study.Step();
        Assert.Equal(4, Slurm.Submitted.Count);
        Assert.Equal("a:one a:two\n", Cells(3));
        Assert.DoesNotContain("--dependency", Slurm.Submitted[3].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FailuresAreCountedAndTheLogSaysWhy()
    {
        await _study.Step();
        Slurm.Set(Tunings, null, "RUNNING");
        Slurm.Set(Bases, 0, "FAILED");
        await _study.Step();
        Slurm.Set(104, 0, "FAILED", "NonZeroExitCode");
        string script = Path.GetFileNameWithoutExtension(Directory.GetFiles(_study.File(""), "*-2-1-evaluate.sh").Single());
        File.WriteAllText(_study.File($"logs/{script}-0.log"), "module: no such module\nexit\n");
        _study.Done("a:tune", "a:one", "a:two", "b:tune", "b:one", "b:two");
        AmuroException error = await Assert.ThrowsAsync<AmuroException>(() => _study.Follower.RunAsync(CancellationToken.None));
        Assert.Contains("base:one: job 104_0 failed, NonZeroExitCode (MaxRetries is 1)", error.Message, StringComparison.Ordinal);
        Assert.Contains("module: no such module | exit", error.Message, StringComparison.Ordinal);
        Assert.Equal(4, Slurm.Submitted.Count);
    }

    [Fact]
    public async Task WhatTheFolderKnowsToHaveFailedTheStudyReports()
    {
        await _study.Step();
        Slurm.Set(Bases, 0, "FAILED");
        await _study.Step();
        Slurm.Set(104, 0, "FAILED");
        _study.Done("a:tune", "a:one", "a:two", "b:tune", "b:one", "b:two");
        _study.State("base:one", CellPhase.Failed);
        _study.State("base:two", CellPhase.Failed);
        await _study.Follower.RunAsync(CancellationToken.None);
    }

    [Fact]
    public async Task InterruptionsHaveALimitOfTheirOwn()
    {
        await _study.Step();
        Slurm.Set(Tunings, null, "RUNNING");
        long array = Bases;
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(3 + i, Slurm.Submitted.Count);
            Slurm.Set(array, 0, "PREEMPTED");
            await _study.Step();
            array = Slurm.Submitted[^1].Id;
        }

        Assert.Equal(6, Slurm.Submitted.Count); // MaxResubmissions = 3
        _study.Done("a:tune", "a:one", "a:two", "b:tune", "b:one", "b:two");
        Assert.True(await _study.Step());
    }

    [Fact]
    public async Task EvaluationsOfAModelThatWasGivenUpAreNotWaitedFor()
    {
        using SlurmScenario study = new("a");
        await study.Step();
        for (int i = 0; i < 2; i++)
        {
            study.Slurm.Set(study.Slurm.Submitted[^2].Id, null, "FAILED");
            study.Slurm.Set(study.Slurm.Submitted[^1].Id, null, "CANCELLED", SlurmJob.NeverSatisfied);
            Assert.Equal(i == 1, await study.Step());
        }

        Assert.Equal(4, study.Slurm.Submitted.Count);
    }

    [Fact]
    public async Task AProcessThatDiedBeforeTheNumberWasWrittenDownLeavesNoSecondJob()
    {
        Slurm.TakesSilently = true;
        int calls = 0;
        Slurm.OnSubmit = () => ++calls == 1 ? new InvalidOperationException("killed") : null;
        await Assert.ThrowsAsync<InvalidOperationException>(_study.Step);
        _study.Restart();
        await _study.Step();
        Assert.Single(Slurm.Submitted); // 101 is found by its name; the rest of the wave may yet be on its way
        await _study.StepLater();
        Slurm.Set(Tunings, null, "RUNNING");
        _study.Done("a:tune");
        await _study.StepLater();
        Assert.Equal(["base:one base:two\n", "a:one a:two\n"], [Cells(1), Cells(2)]);
    }

    [Fact]
    public async Task ASecondArrayOfTheSameNameIsCancelled()
    {
        Slurm.TakesSilently = true;
        Slurm.OnSubmit = () => new InvalidOperationException("killed");
        await Assert.ThrowsAsync<InvalidOperationException>(_study.Step);
        Slurm.OnSubmit = () => null;
        await Slurm.SubmitAsync(Directory.GetFiles(_study.File(""), "*.sh").Single(), CancellationToken.None);
        _study.Restart();
        await _study.Step();
        Assert.Equal(["102"], Slurm.Cancelled);
    }

    [Fact]
    public async Task AControllerThatIsDownIsWaitedFor()
    {
        await _study.Step();
        Slurm.Answers = false;
        Assert.False(await _study.StepLater());
        Assert.Contains(_study.Reports, r => r.Text == "no answer");
        Slurm.Answers = true;
        Assert.False(await _study.StepLater());
        Assert.Equal(3, Slurm.Submitted.Count);
    }

    [Fact]
    public async Task ANumberThatIsGivenAwayAgainIsAnotherJob()
    {
        await _study.Step();
        Slurm.Rename(Bases, "somebody-else");
        await _study.Step();
        await _study.StepLater();
        Assert.Equal("base:one base:two\n", Cells(3));
    }

    [Fact]
    public async Task AControllerThatNeverAnsweredIsAMistake()
    {
        Slurm.Answers = false;
        AmuroException error = await Assert.ThrowsAsync<AmuroException>(_study.Step);
        Assert.Contains("no answer", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ASubmissionThatIsNotAnsweredIsNeitherLostNorDoubled(bool taken)
    {
        Slurm.TakesSilently = taken;
        Slurm.OnSubmit = () => new SlurmUnavailableException("timed out");
        Assert.False(await _study.Step());
        Slurm.OnSubmit = () => null;
        await _study.Step();
        await _study.StepLater();
        await _study.StepLater();
        string[] all = [.. Slurm.Submitted.Select((_, i) => Cells(i))];
        Assert.Single(all, "a:tune\nb:tune\n");
        Assert.Single(all, "base:one base:two\n");
    }

    [Fact]
    public async Task ARefusalIsAMistakeWhenNothingIsUnderWay()
    {
        Slurm.OnSubmit = () => new AmuroException("sbatch: invalid partition");
        AmuroException error = await Assert.ThrowsAsync<AmuroException>(_study.Step);
        Assert.Contains("invalid partition", error.Message, StringComparison.Ordinal);
        Slurm.OnSubmit = () => null;
        await _study.Step();
        Assert.Equal(3, Slurm.Submitted.Count);
    }

    [Fact]
    public async Task ALimitOfJobsIsWaitedFor()
    {
        int calls = 0;
        Slurm.OnSubmit = () => ++calls == 1 ? null : new AmuroException("sbatch: job submit limit");
        Assert.False(await _study.Step());
        await _study.StepLater();
        Assert.Equal(2, calls);
        Slurm.OnSubmit = () => null;
        _study.Time.Advance(TimeSpan.FromMinutes(10));
        await _study.Step();
        Assert.Equal("base:one base:two\n", Cells(1));
    }

    [Fact]
    public async Task TwoThatFollowTheSameStudySubmitOnce()
    {
        SlurmFollower second = _study.New();
        await _study.Step();
        await second.StepAsync(CancellationToken.None);
        Slurm.Set(Bases, 0, "PREEMPTED");
        await second.StepAsync(CancellationToken.None);
        await _study.Step();
        Assert.Equal(4, Slurm.Submitted.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CancellationCancelsTheJobsUnlessTheyAreToStay(bool keep)
    {
        using CancellationTokenSource stop = new();
        _study.Restart(SlurmScenario.Options with { KeepJobsOnCancel = keep });
        await _study.Step();
        await Slurm.SubmitAsync(Other(), CancellationToken.None);
        Slurm.Set(Tunings, 0, "COMPLETED");
        _study.Done("a:tune");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _study.Follower.RunAsync(stop.Token));
        Assert.Equal(keep ? [] : ["101", "102", "103"], Slurm.Cancelled.Order());
    }

    [Fact]
    public async Task SubmittingReturnsWhenSlurmHasAllAndAnotherJoins()
    {
        await _study.Follower.SubmitAsync(CancellationToken.None);
        Assert.Equal(3, Slurm.Submitted.Count);
        _study.Restart();
        Assert.False(await _study.Step());
        _study.Done([.. _study.Cells.Select(c => c.Id)]);
        Assert.True(await _study.Step());
        Assert.Equal(3, Slurm.Submitted.Count);
    }

    [Fact]
    public async Task JobsOfCellsThatTheStudyNoLongerHasAreCancelled()
    {
        await _study.Step();
        _study.Cells = [.. _study.Cells.Where(c => !c.Id.StartsWith('b') || c.Id.StartsWith("base", StringComparison.Ordinal))];
        _study.Restart();
        await _study.Step();
        Assert.Equal(["101_1", "102_1"], Slurm.Cancelled.Order());
        Assert.Equal(3, Slurm.Submitted.Count);
    }

    [Fact]
    public async Task AStageThatIsTooLargeBecomesSeveralArrays()
    {
        using SlurmScenario study = new("a", "b", "c", "base1", "base2", "base3");
        study.Restart(SlurmScenario.Options with { MaxArraySize = 2 });
        await study.Step();
        Assert.Equal(6, study.Slurm.Submitted.Count);
        Assert.Equal(9, study.Slurm.Jobs.Count);
        Assert.Equal("c:one c:two\n", study.CellsOfArray(3));
        Assert.Contains("aftercorr:103\n", study.Slurm.Submitted[3].Text, StringComparison.Ordinal);
    }

    private string Cells(int submission) => _study.CellsOfArray(submission);

    private string Other()
    {
        string path = _study.File("other.sh");
        File.WriteAllText(path, "#SBATCH --job-name=somebody-else\n#SBATCH --array=0\n");
        return path;
    }
}
