using Amuro.Checkpoints;
using Amuro.Miniature;
using Amuro.Models;
using Amuro.Tokenization;
using Amuro.Training;
using Mini = Amuro.Miniature.Miniature;

namespace Amuro.Tests.Miniature;

public class PretrainSeriesTests
{
    private static readonly Mini Tiny = new(MiniatureOptions.Quick with
    {
        Steps = 6,
        CheckpointSteps = [0, 2, 4, 6],
        BatchSize = 4,
        HiddenSize = 16,
        Layers = 1,
        Heads = 2,
        IntermediateSize = 24,
    });

    [Fact]
    public void CheckpointsAreCompleteAndAreNotMadeTwice()
    {
        using TemporaryFolder folder = new();
        List<PretrainingProgress> seen = [];
        CheckpointSeries series = Tiny.PretrainSeries(folder.Path, new Recorder(seen.Add));
        Assert.Equal([0L, 2, 4, 6], series.Select(c => c.Step));
        Assert.Equal(["step0", "step2", "step4", "step6"], series.Select(c => c.Name));
        Assert.Equal(Enumerable.Range(0, 7), seen.Select(p => p.Step));
        Assert.Equal([0L, 2, 4, 6], seen.Select(p => p.Saved).OfType<Checkpoint>().Select(c => c.Step));
        // An untrained model is near the uniform distribution.
        Assert.Equal(Math.Log(Tiny.CreateTokenizer().VocabularySize), seen[1].Loss, 0.2);
        Assert.True(seen[6].Loss < seen[1].Loss);
        Assert.Equal(4, series.Select(c => c.Fingerprint()).Distinct().Count());

        string[] files = Files(folder);
        DateTime written = File.GetLastWriteTimeUtc(folder.File("step6/model.safetensors"));
        seen.Clear();
        CheckpointSeries again = Tiny.PretrainSeries(folder.Path, new Recorder(seen.Add));
        Assert.Equal([0L, 2, 4, 6], seen.Select(p => p.Saved!.Step));
        Assert.All(seen, p => Assert.True(double.IsNaN(p.Loss)));
        Assert.Equal(series.Select(c => c.Fingerprint()), again.Select(c => c.Fingerprint()));
        Assert.Equal(files, Files(folder));
        Assert.Equal(written, File.GetLastWriteTimeUtc(folder.File("step6/model.safetensors")));
        Assert.DoesNotContain(files, f => f.Contains("partial") || f.EndsWith("pretraining.safetensors"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(4)]
    public void AStoppedRunEndsWithTheSameWeights(int stopAt)
    {
        using TemporaryFolder whole = new();
        using TemporaryFolder stopped = new();
        string[] expected = [.. Tiny.PretrainSeries(whole.Path).Select(c => c.Fingerprint())];
        using CancellationTokenSource cancel = new();
        Assert.Throws<OperationCanceledException>(() => Tiny.PretrainSeries(stopped.Path, new Recorder(p => { if (p.Step == stopAt) { cancel.Cancel(); } }), cancel.Token));
        Assert.False(Directory.Exists(stopped.File("step6")));
        List<PretrainingProgress> seen = [];
        CheckpointSeries series = Tiny.PretrainSeries(stopped.Path, new Recorder(seen.Add));
        Assert.Equal(expected, series.Select(c => c.Fingerprint()));
        int last = stopAt - (stopAt % 2);
        Assert.Equal(Enumerable.Range(0, (last / 2) + 1).Select(i => 2 * i), seen.TakeWhile(p => p.Saved is not null).Select(p => p.Step).Distinct());
        Assert.Equal(last + 1, seen.First(p => !double.IsNaN(p.Loss)).Step);
    }

    [Fact]
    public void ADamagedResumePointOrAMissingCheckpointCostsTimeButNoResult()
    {
        using TemporaryFolder folder = new();
        string[] expected = [.. Tiny.PretrainSeries(folder.Path).Select(c => c.Fingerprint())];
        File.WriteAllText(folder.File("pretraining.safetensors"), "not one");
        Directory.Delete(folder.File("step2"), recursive: true);
        Directory.Delete(folder.File("step6"), recursive: true);
        Directory.CreateDirectory(folder.File("step6.partial"));
        Assert.Equal(expected, Tiny.PretrainSeries(folder.Path).Select(c => c.Fingerprint()));
        Assert.False(Directory.Exists(folder.File("step6.partial")));
    }

    [Fact]
    public void AFolderOfOtherOptionsIsRefused()
    {
        using TemporaryFolder folder = new();
        Tiny.PretrainSeries(folder.Path);
        string[] before = Files(folder);
        string message = Assert.Throws<AmuroException>(() => Tiny.WithSeed(1).PretrainSeries(folder.Path)).Message;
        Assert.Contains("expected a folder of the same miniature", message);
        Assert.Contains("seed=1", message);
        Assert.Equal(before, Files(folder));
        // What only concerns the tasks does not matter to the checkpoints.
        Assert.Equal(4, Tiny.WithTrainingItems(20).PretrainSeries(folder.Path).Count);
    }

    [Fact]
    public void ACheckpointCanBeFineTunedWithItsOwnTokenizer()
    {
        using TemporaryFolder folder = new();
        Checkpoint last = Tiny.PretrainSeries(folder.Path)[^1];
        HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.Load(last.Folder);
        Assert.Equal(Tiny.CreateTokenizer().Fingerprint, tokenizer.Fingerprint);
        using DecoderModel model = DecoderModel.Load(last);
        TrainingRun run = Tiny.FineTuner.WithSteps(8).FineTune(model, tokenizer, Tiny.TrainingTasks[0]);
        Assert.Equal(8, run.Steps.Count);
        Assert.Empty(run.Skipped);
        Assert.True(run.Steps[^1].Loss < run.Steps[0].Loss);
    }

    private static string[] Files(TemporaryFolder folder) =>
        [.. Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private sealed class Recorder(Action<PretrainingProgress> report) : IProgress<PretrainingProgress>
    {
        public void Report(PretrainingProgress value) => report(value);
    }
}
