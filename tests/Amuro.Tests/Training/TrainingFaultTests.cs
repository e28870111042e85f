using System.Diagnostics;
using Amuro.Models;
using Amuro.Training;

namespace Amuro.Tests.Training;

/// <summary>What goes wrong on the way is told clearly, and loses nothing that was saved.</summary>
public class TrainingFaultTests
{
    private static readonly FineTuner s_saving = new(TinyRun.Tuner.Recipe with { SaveEvery = 1 });

    [Fact]
    public void A_loss_that_explodes_names_step_and_examples_and_keeps_the_last_good_point()
    {
        using TemporaryFolder folder = new();
        using DecoderModel model = TinyRun.Model();
        // Weights of 1e19: their squares are beyond float32.
        FineTuner tuner = new(s_saving.WithSchedule(new Explosion(4)).WithMaxGradientNorm(double.PositiveInfinity).Recipe with { BatchSize = 2 });

        AmuroException error = Assert.Throws<AmuroException>(
            () => tuner.FineTune(model, TinyRun.Examples, options: new TrainingOptions { Folder = folder.Path }));

        Assert.Matches("Training step 6: expected a finite loss and gradient, found loss .*; examples [0-9]+, [0-9]+; the resume point of step [45] is kept: " + folder.Path, error.Message);
        using ResumePoint point = ResumePoint.Open(folder.File("resume.safetensors"))!;
        Assert.InRange(point.Record.Step, 4, 5);
        Assert.All(point.Record.Steps, s => Assert.True(double.IsFinite(s.Loss)));
    }

    [Fact]
    public void Broken_weights_do_not_replace_the_last_good_point()
    {
        using TemporaryFolder folder = new();
        using DecoderModel model = TinyRun.Model();
        FineTuner tuner = s_saving.WithSchedule(new Explosion(4, 1e300));

        AmuroException error = Assert.Throws<AmuroException>(
            () => tuner.FineTune(model, TinyRun.Examples, options: new TrainingOptions { Folder = folder.Path }));

        Assert.Contains("Training step 5: expected finite weights", error.Message, StringComparison.Ordinal);
        using ResumePoint point = ResumePoint.Open(folder.File("resume.safetensors"))!;
        Assert.Equal(4, point.Record.Step);
    }

    [Theory]
    [InlineData("taken")]
    [InlineData("taken/below")]
    [InlineData("no\0name")]
    public void A_folder_that_cannot_be_written_is_refused_before_the_first_step(string name)
    {
        using TemporaryFolder folder = new();
        folder.Write("taken", "a file");
        List<TrainingStep> steps = [];
        using DecoderModel model = TinyRun.Model();
        TrainingOptions options = new() { Folder = folder.File(name), Progress = new Watcher<TrainingStep>(steps.Add) };

        AmuroException error = Assert.Throws<AmuroException>(() => TinyRun.Tuner.FineTune(model, TinyRun.Examples, options: options));

        Assert.StartsWith("Run folder '", error.Message, StringComparison.Ordinal);
        Assert.Contains("can be written", error.Message, StringComparison.Ordinal);
        Assert.Empty(steps);
    }

    [Fact]
    public void Two_runs_cannot_share_a_folder()
    {
        using TemporaryFolder folder = new();
        using (new RunFolder(folder.Path))
        {
            string message = Assert.Throws<AmuroException>(() => new RunFolder(folder.Path)).Message;
            Assert.Contains("that no other run is using", message, StringComparison.Ordinal);
        }

        new RunFolder(folder.Path).Dispose();
    }

    [Fact]
    public void What_a_killed_run_was_writing_is_removed()
    {
        using TemporaryFolder folder = new();
        folder.Write("resume.safetensors.0123.tmp", "half");
        folder.Write("notes.tmp", "mine");

        new RunFolder(folder.Path).Dispose();

        Assert.False(File.Exists(folder.File("resume.safetensors.0123.tmp")));
        Assert.True(File.Exists(folder.File("notes.tmp")));
    }

    [SkippableFact]
    public void A_full_disk_stops_the_run_and_the_point_before_is_still_good()
    {
        using TemporaryFolder folder = new();
        using SmallDisk disk = new(folder.File("disk"), kilobytes: 400);
        TrainingOptions options = new() { Folder = disk.Path };
        TinyRun.Train(s_saving, options, stopAfter: 3);
        string filler = Path.Combine(disk.Path, "filler"), resume = Path.Combine(disk.Path, "resume.safetensors");
        Fill(filler, leave: 20_000);

        AmuroException error = Assert.Throws<AmuroException>(() => TinyRun.Train(s_saving, options));

        Assert.Contains(resume, error.Message, StringComparison.Ordinal);
        Assert.Contains("No space left", error.Message, StringComparison.Ordinal);
        Assert.Contains("the resume point of step 3 is kept", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(disk.Path, "*.tmp"));
        File.Delete(filler);
        Assert.Equal(TinyRun.Train(s_saving).Weights, TinyRun.Train(s_saving, options).Weights);
    }

    [Fact]
    public async Task Asynchronous_training_is_the_same_training_and_can_be_cancelled()
    {
        using DecoderModel model = TinyRun.Model();
        TrainingRun run = await TinyRun.Tuner.FineTuneAsync(model, TinyRun.Examples);
        Assert.Equal(9, run.Steps.Count);
        Assert.Equal(TinyRun.Train(TinyRun.Tuner).Weights, TinyRun.WeightsOf(model));

        using CancellationTokenSource cancel = new();
        TrainingOptions options = new() { Progress = new Watcher<TrainingStep>(_ => cancel.Cancel()) };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => TinyRun.Tuner.FineTuneAsync(model, TinyRun.Examples, options: options, cancellationToken: cancel.Token));
    }

    private static void Fill(string path, int leave)
    {
        DriveInfo drive = new(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, new byte[drive.AvailableFreeSpace - leave]);
    }

    private sealed record Explosion(int After, double Rate = 1e21) : LearningRateSchedule
    {
        private protected override double AfterWarmup(int step, int totalSteps, int warmupSteps) => step < After ? 1 : Rate;
    }

    /// <summary>A file system of its own, in memory; skips the test where none may be mounted.</summary>
    private sealed class SmallDisk : IDisposable
    {
        public SmallDisk(string path, int kilobytes)
        {
            Skip.IfNot(OperatingSystem.IsLinux(), "needs Linux to mount a small file system");
            Path = Directory.CreateDirectory(path).FullName;
            Skip.IfNot(Run("mount", "-t", "tmpfs", "-o", $"size={kilobytes}k", "tmpfs", Path), "needs the right to mount a small file system");
        }

        public string Path { get; }

        public void Dispose() => Run("umount", Path);

        private static bool Run(string program, params string[] arguments)
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
    }
}
