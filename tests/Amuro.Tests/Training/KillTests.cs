using System.Diagnostics;
using Amuro.Models;
using Amuro.Training;

namespace Amuro.Tests.Training;

/// <summary>A run in a process of its own that is killed without warning (SIGKILL), again and again, until it may finish.</summary>
public class KillTests
{
    public const string Command = "train";
    private const int Steps = 40;

    // A busy machine makes threads wait for one another far longer than the work takes.
    private static readonly Dictionary<string, string?> s_oneThread = new() { ["OMP_NUM_THREADS"] = "1" };

    [Fact]
    public async Task A_run_that_is_killed_again_and_again_ends_with_the_same_bytes()
    {
        using TemporaryFolder folder = new();
        string run = folder.File("run"), resume = Path.Combine(run, "resume.safetensors");
        Task<byte[]> undisturbed = Task.Run(() =>
        {
            Finish(folder.File("undisturbed"), folder.File("undisturbed.bin"));
            return File.ReadAllBytes(folder.File("undisturbed.bin"));
        });
        Random random = new(1);
        int kills = 0, whileWriting = 0;
        for (; kills < 4 || (whileWriting == 0 && kills < 12); kills++)
        {
            using Process child = ChildProcess.Start([Command, run, folder.File("killed.bin")], s_oneThread);
            // At least one resume point further each time, so that the places differ.
            DateTime before = File.GetLastWriteTimeUtc(resume);
            WaitUntil(child, () => File.GetLastWriteTimeUtc(resume) != before);
            if (kills % 2 == 0)
            {
                WaitUntil(child, () => Partial(run).Length > 0);
            }
            else
            {
                Thread.Sleep(random.Next(60));
            }

            child.Kill();
            child.WaitForExit();
            whileWriting += Partial(run).Length;
            using ResumePoint? point = ResumePoint.Open(resume);
            Assert.NotNull(point);
            if (point.Record.Step >= Steps - 5)
            {
                break;
            }
        }

        Assert.False(File.Exists(folder.File("killed.bin")), "it finished before it was killed");
        Assert.True(whileWriting > 0, $"{kills} kills, none while a resume point was written");
        Finish(run, folder.File("killed.bin"));
        Assert.Empty(Partial(run));
        Assert.Equal(await undisturbed, await File.ReadAllBytesAsync(folder.File("killed.bin")));
    }

    /// <summary>In the child: trains to the end and writes the weights.</summary>
    internal static void RunInChild(string folder, string output)
    {
        // Mostly embedding: a step is short, and a resume point of 6 MB takes about as long.
        DecoderConfig config = new()
        {
            VocabularySize = 8192,
            HiddenSize = 48,
            Layers = 1,
            Heads = 2,
            IntermediateSize = 64,
            MaxPositions = 16,
            TieEmbeddings = true,
        };
        FineTuner tuner = new(TinyRun.Tuner.WithSteps(Steps).WithPrecision(Precision.BFloat16).Recipe with { SaveEvery = 1, EvaluateEvery = 7, KeepBest = true });
        using DecoderModel model = DecoderModel.Initialise(config, seed: 1);
        tuner.FineTune(model, TinyRun.Examples, options: new TrainingOptions { Folder = folder, HeldOut = TinyRun.HeldOut });
        File.WriteAllBytes(output, TinyRun.WeightsOf(model));
    }

    private static void Finish(string folder, string output)
    {
        (int code, _, string errors) = ChildProcess.Run([Command, folder, output], s_oneThread);
        Assert.True(code == 0, errors);
    }

    private static void WaitUntil(Process child, Func<bool> condition)
    {
        while (!condition())
        {
            Assert.False(child.HasExited, "the child ended before it was killed");
            Thread.Sleep(1);
        }
    }

    private static string[] Partial(string folder) => Directory.Exists(folder) ? Directory.GetFiles(folder, "*.tmp") : [];
}
