using Amuro.Studies.Slurm;

namespace Amuro.Tests.Studies.Slurm;

public class SlurmExecutorTests
{
    [Fact]
    public void TheDefaultsAreValid() => new SlurmExecutor().Validate();

    [Fact]
    public void AllMistakesAreListedAtOnce()
    {
        SlurmExecutor wrong = new()
        {
            Partition = "two words",
            Account = "",
            Time = TimeSpan.FromSeconds(30),
            Gpus = -1,
            CpusPerTask = 0,
            Memory = "much",
            ExtraArguments = ["reservation=lab"],
            Prologue = ["one\ntwo"],
            MaxArraySize = 0,
            MaxRunning = 0,
            PollInterval = TimeSpan.Zero,
            MaxResubmissions = -1,
            MaxRetries = -1,
        };
        string message = Assert.Throws<AmuroException>(wrong.Validate).Message;
        string[] options =
        [
            "Partition: expected a name without blanks, found 'two words'", "Account: ", "Time: ", "Gpus: ", "CpusPerTask: ", "Memory: ", "ExtraArguments: ",
            "Prologue: ", "MaxArraySize: ", "MaxRunning: ", "PollInterval: ", "MaxResubmissions: ", "MaxRetries: ",
        ];
        Assert.All(options, o => Assert.Contains(o, message, StringComparison.Ordinal));
        Assert.Equal(options.Length, message.Split(';').Length);
    }

    [Fact]
    public async Task WithoutSlurmTheMissingProgramIsNamed()
    {
        AmuroException error = await Assert.ThrowsAsync<AmuroException>(
            () => CommandRunner.RunAsync("no-such-sbatch", [], TimeSpan.FromSeconds(10), CancellationToken.None));
        Assert.Contains("'no-such-sbatch'", error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task ACommandThatHangsIsNotWaitedForForEver()
    {
        Skip.IfNot(File.Exists("/bin/sleep"), "needs /bin/sleep");
        await Assert.ThrowsAsync<SlurmUnavailableException>(
            () => CommandRunner.RunAsync("/bin/sleep", ["60"], TimeSpan.FromMilliseconds(50), CancellationToken.None));
    }
}
