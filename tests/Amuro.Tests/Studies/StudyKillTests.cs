using System.Diagnostics;
using System.Globalization;
using Amuro.Results;
using Amuro.Studies;
using Amuro.Studies.Claims;
using Amuro.Studies.Description;
using Amuro.Training;

namespace Amuro.Tests.Studies;

/// <summary>A study on which two processes work at once, both killed without warning (SIGKILL) at random moments, again and again.</summary>
public sealed class StudyKillTests : IDisposable
{
    public const string Command = "study";
    private const int Kills = 200;

    private static readonly Dictionary<string, string?> s_oneThread = new() { ["OMP_NUM_THREADS"] = "1", ["DOTNET_TieredPGO"] = "0" };
    private readonly TinyStudy _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    [Trait("Category", "Slow")]
    public async Task However_often_processes_are_killed_the_tables_end_byte_for_byte_as_undisturbed()
    {
        byte[][] expected = await TablesOf(_tiny.Out("undisturbed"));
        Random random = new(1);
        int kills = 0, studies = 0, takenOver = 0, halfTrained = 0;
        while (kills < Kills)
        {
            string folder = _tiny.Out($"killed{studies++}");
            StudyFile.Write(Plan(), _tiny.Series, folder);
            kills += await KillUntilDone(folder, random, Kills - kills);
            takenOver += Directory.GetDirectories(Path.Combine(folder, "claims"), "2", SearchOption.AllDirectories).Length;
            halfTrained += Logs(folder).Count(l => l.Contains("going on from", StringComparison.Ordinal));

            byte[][] found = await TablesOf(folder);
            Assert.All(expected.Zip(found), pair => Assert.True(pair.First.AsSpan().SequenceEqual(pair.Second), $"the tables of {folder} differ"));
            Assert.Empty(Directory.EnumerateFileSystemEntries(folder, "*.tmp", SearchOption.AllDirectories));
            Assert.Empty(Directory.EnumerateDirectories(Path.Combine(folder, "models")));
        }

        Assert.True(takenOver >= 20 && halfTrained >= 5, $"{kills} kills in {studies} studies, {takenOver} cells taken over, {halfTrained} fine-tunings gone on with: too few in the midst of work");
    }

    /// <summary>In the child: goes on with the study.</summary>
    internal static void RunInChild(string folder)
    {
        string sign = SignOf(folder, Environment.ProcessId);
        Study.Attach(folder).RunAsync(folder, new FirstWork(() => File.WriteAllText(sign, ""))).GetAwaiter().GetResult();
    }

    // A sign that a process is at work: starting takes longer than all its work, and as long as the machine is busy.
    private static string SignOf(string folder, int process) => string.Create(CultureInfo.InvariantCulture, $"{folder}-{process}");

    // Until a process has ended by itself, which it does when the study is done.
    private static async Task<int> KillUntilDone(string folder, Random random, int most)
    {
        int kills = 0;
        bool isDone = false;
        async Task One()
        {
            while (!isDone)
            {
                using Process child = ChildProcess.Start([Command, folder], s_oneThread);
                Task ended = child.WaitForExitAsync();
                await Task.WhenAny(ended, kills < most ? MomentToKill(folder, child, random) : Task.Delay(TimeSpan.FromMinutes(2)));
                if (!ended.IsCompleted)
                {
                    child.Kill();
                    await ended;
                    kills++;
                }
                else
                {
                    Assert.Equal(0, child.ExitCode);
                    isDone = true;
                }
            }
        }

        await Task.WhenAll(One(), One());
        return kills;
    }

    // One in ten while it starts, the others in the midst of their work.
    private static async Task MomentToKill(string folder, Process child, Random random)
    {
        bool atStart;
        TimeSpan life;
        lock (random)
        {
            atStart = random.Next(10) == 0;
            life = TimeSpan.FromSeconds((atStart ? 0.8 : 0.2) * random.NextDouble());
        }

        while (!atStart && !child.HasExited && !File.Exists(SignOf(folder, child.Id)))
        {
            await Task.Delay(5);
        }

        await Task.Delay(life);
    }

    private async Task<byte[][]> TablesOf(string folder)
    {
        StudyResults results = await Plan().RunAsync(folder);
        string tables = folder + "-tables";
        await results.SaveAsync(tables);
        return [.. Directory.GetFiles(tables).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
    }

    private static IEnumerable<string> Logs(string folder) =>
        Directory.EnumerateFiles(folder, Claim.LogName, SearchOption.AllDirectories).Select(File.ReadAllText);

    private Study Plan() => Study.Of(_tiny.Series)
        .FineTune(new FineTuner(TinyStudy.Tuner.WithSteps(200).Recipe with { SaveEvery = 5 }), TinyStudy.Colours)
        .FineTune(new FineTuner(TinyStudy.Tuner.WithSteps(100).WithLora(new LoraOptions { Rank = 2 }).Recipe with { SaveEvery = 5 }), TinyStudy.Colours, "colours (LoRA)")
        .Evaluate(TinyStudy.Colours, TinyStudy.OtherColours, TinyStudy.Shapes)
        .WithSeeds(1, 2, 3)
        .WithWorkers(2)
        .WithTiming(new ClaimTiming(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10)));

    /// <summary>Is told when something has been computed; what was found done does not count.</summary>
    private sealed class FirstWork(Action action) : IProgress<StudyProgress>
    {
        private int _told;

        public void Report(StudyProgress value)
        {
            if (value.Activity != "finished" && Interlocked.Exchange(ref _told, 1) == 0)
            {
                action();
            }
        }
    }
}
