using Amuro.Checkpoints;
using Amuro.Models;
using Amuro.Runtime;
using Amuro.Tokenization;
using Amuro.Training;

namespace Amuro.Miniature;

/// <summary>Pre-trains the decoder of a miniature into a folder, from where it was left.</summary>
internal sealed class Pretraining(Miniature miniature, string folder)
{
    // Raise when a change of text, model or training makes other weights from the same options.
    private const int Version = 2;
    private readonly string _folder = Path.GetFullPath(folder);
    private readonly MiniatureOptions _options = miniature.Options;

    public CheckpointSeries Run(IProgress<PretrainingProgress>? progress, CancellationToken cancellationToken)
    {
        CheckOwner();
        string resumePath = Path.Combine(_folder, "pretraining.safetensors");
        // Whoever studies the checkpoints while they are made need not wait for those that are there.
        foreach (int step in _options.CheckpointSteps.TakeWhile(IsSaved))
        {
            progress?.Report(new PretrainingProgress(step, _options.Steps, double.NaN, Open(step)));
        }

        if (!_options.CheckpointSteps.All(IsSaved))
        {
            Train(resumePath, progress, cancellationToken);
        }

        File.Delete(resumePath);
        return CheckpointSeries.From(_options.CheckpointSteps.Select(Open));
    }

    private void Train(string resumePath, IProgress<PretrainingProgress>? progress, CancellationToken cancellationToken)
    {
        HuggingFaceTokenizer tokenizer = miniature.CreateTokenizer();
        int batch = _options.BatchSize;
        TrainingExample[] text = [.. PretrainingText.Sequences(miniature.World, _options.Seed, tokenizer, _options.SequenceLength).Take(_options.Steps * batch)];
        TrainingPlan plan = new([.. Enumerable.Range(0, _options.Steps)
            .Select(step => (IReadOnlyList<int[]>)[[.. Enumerable.Range(step * batch, batch)]])]);
        using DecoderModel model = DecoderModel.Initialise(miniature.ModelConfig, _options.Seed);
        RunFingerprint run = RunFingerprint.Of(Recipe(), new TrainingData(text, plan, [], 0), model);
        using TrainingLoop loop = new(model, Recipe(), text, plan);
        Resume(resumePath, run, loop);
        double loss = double.NaN;
        while (true)
        {
            Checkpoint? saved = null;
            if (_options.CheckpointSteps.Contains(loop.StepsDone))
            {
                ResumePoint.Save(resumePath, new ResumeRecord(run, loop.StepsDone, [], []), loop.State);
                saved = Save(model, tokenizer, loop.StepsDone);
            }

            progress?.Report(new PretrainingProgress(loop.StepsDone, _options.Steps, loss, saved));
            if (loop.IsFinished)
            {
                return;
            }

            cancellationToken.ThrowIfCancellationRequested();
            loss = loop.Next().Loss;
        }
    }

    // What cannot be used costs time but no result: training starts anew.
    private void Resume(string path, RunFingerprint run, TrainingLoop loop)
    {
        try
        {
            using ResumePoint? point = ResumePoint.Open(path);
            // A resume point is good only if everything before it was saved.
            if (point is not null && point.Record.Run.Differences(run).Count == 0
                && _options.CheckpointSteps.Where(step => step < point.Record.Step).All(IsSaved))
            {
                point.Restore(loop.State);
                loop.ContinueAfter(point.Record.Step);
            }
        }
        catch (AmuroException)
        {
        }
    }

    private TrainingRecipe Recipe() => new()
    {
        Steps = _options.Steps,
        BatchSize = _options.BatchSize,
        LearningRate = _options.LearningRate,
        Schedule = LearningRateSchedule.WarmupStableDecay(0.15),
        WarmupSteps = Math.Min(30, _options.Steps / 10),
        Beta1 = 0.9,
        Beta2 = 0.95,
        CompletionOnlyLoss = false,
    };

    private string FolderOf(int step) => Path.Combine(_folder, FormattableString.Invariant($"step{step}"));

    private bool IsSaved(int step) => Directory.Exists(FolderOf(step));

    private Checkpoint Open(int step) => Checkpoint.FromFolder(FolderOf(step), step);

    private Checkpoint Save(DecoderModel model, HuggingFaceTokenizer tokenizer, int step)
    {
        if (!IsSaved(step))
        {
            string partial = FolderOf(step) + ".partial";
            if (Directory.Exists(partial))
            {
                Directory.Delete(partial, recursive: true);
            }

            tokenizer.Save(partial);
            model.Save(partial);
            Directory.Move(partial, FolderOf(step));
        }

        return Open(step);
    }

    // Checkpoints of other options beside ours would make a series that no training ever produced.
    private void CheckOwner()
    {
        string path = Path.Combine(_folder, "miniature.txt");
        string mine = FormattableString.Invariant($"version={Version} {_options.ToPretrainingText()}\n");
        string? found = File.Exists(path) ? File.ReadAllText(path) : null;
        if (found is not null && found != mine)
        {
            throw new AmuroException($"{path}: expected a folder of the same miniature, \"{mine.Trim()}\", found \"{found.ReplaceLineEndings(" ").Trim()}\"; use another folder.");
        }

        if (found is null)
        {
            AtomicFile.WriteText(path, mine);
        }
    }
}
