using Amuro.Analysis;
using Amuro.Checkpoints;
using Amuro.Evaluation;
using Amuro.Models;
using Amuro.Results;
using Amuro.Tasks;
using Amuro.Tokenization;

namespace Amuro.Tests.Evaluation;

public sealed class PromptSensitivityEvaluatorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_checkpoint_is_evaluated_in_ten_formats()
    {
        TaskDefinition task = Colours();
        PromptSensitivityReport report = await PromptSensitivityEvaluator.Default
            .WithFormats(PromptFormats.Ten)
            .EvaluateAsync(Checkpoint.FromFolder(EvaluationGoldens.ModelFolder, step: 500), task);

        PromptSensitivityRow row = Assert.Single(report.Rows);
        Assert.Equal(500, row.Step);
        Assert.Equal(Stage.Base, row.Stage);
        Assert.Equal(PromptFormats.Ten(task.Formats[0]).Select(f => f.Name), row.Formats.Select(f => f.Format));
        Assert.Equal(row.Formats.Max(f => f.Score) - row.Formats.Min(f => f.Score), row.Spread, 1e-12);
        Assert.Equal(Verdict.NotEstimable, report.Finding.Verdict);
    }

    [Fact]
    public void Each_format_scores_as_it_does_by_itself()
    {
        using DecoderModel model = EvaluationGoldens.LoadModel();
        HuggingFaceTokenizer tokenizer = EvaluationGoldens.LoadTokenizer();
        TaskDefinition task = Colours();
        StudyResults results = PromptSensitivityEvaluator.Default.WithFormats(task.Formats).WithEvaluator(Evaluator.Default.WithShots(2)).Evaluate(model, tokenizer, task);

        foreach (PromptFormat format in task.Formats)
        {
            TaskEvaluation alone = Evaluator.Default.WithShots(2).Evaluate(model, tokenizer, task, format);
            Assert.Equal(alone.Metrics.Select(m => m.Score), results.Scores.Where(r => r.Format == format.Name).Select(r => r.Score));
            Assert.All(results.Scores, r => Assert.Equal(2, r.Shots));
        }
    }

    [Fact]
    public async Task By_default_a_task_is_evaluated_in_its_own_formats_and_ten_variants_in_every_measure()
    {
        TaskDefinition task = Colours();
        PromptSensitivityReport report = await PromptSensitivityEvaluator.Default.EvaluateAsync(Checkpoint.FromFolder(EvaluationGoldens.ModelFolder, step: 500), task);

        PromptSensitivityMeasures measures = Assert.Single(report.Measures);
        Assert.Equal(task.Formats.Count + 10, measures.Formats.Count);
        Assert.Equal(report.Rows[0].Spread, measures.Values[PromptMeasure.Spread].Value, 1e-12);
        Assert.Equal(report.Rows[0].Consistency, measures.Values[PromptMeasure.Consistency].Value, 1e-12);
        Assert.True(measures.Values[PromptMeasure.Posix].Value > 0);
        Assert.Equal(6, report.Curves.Count);
    }

    [Fact]
    public async Task A_run_that_was_stopped_goes_on_and_comes_to_the_same()
    {
        TaskDefinition task = Colours();
        CheckpointSeries series = CheckpointSeries.From([Checkpoint.FromFolder(EvaluationGoldens.ModelFolder, step: 500)]);
        StudyResults whole = PromptSensitivityEvaluator.Default.Evaluate(series, task);
        PromptSensitivityEvaluator kept = PromptSensitivityEvaluator.Default.WithFolder(_folder.Path);

        using var stop = new CancellationTokenSource();
        var stopper = new Progress(p =>
        {
            if (p.Done == 4)
            {
                stop.Cancel();
            }
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => kept.EvaluateAsync(series, task, stopper, stop.Token));
        string[] before = Directory.GetFiles(_folder.Path);
        Assert.Equal(4, before.Length);
        DateTime[] times = [.. before.Select(File.GetLastWriteTimeUtc)];

        StudyResults resumed = kept.Evaluate(series, task);
        Assert.Equal(whole.Scores, resumed.Scores);
        Assert.Equal(whole.Items.Select(i => (i.Format, i.Item, i.Prediction, i.Score)), resumed.Items.Select(i => (i.Format, i.Item, i.Prediction, i.Score)));
        Assert.All(whole.Items.Zip(resumed.Items), p => Assert.Equal(p.First.LogLikelihoods, p.Second.LogLikelihoods));
        Assert.Equal(times, before.Select(File.GetLastWriteTimeUtc));
        Assert.Equal(12, Directory.GetFiles(_folder.Path).Length);
    }

    [Fact]
    public void Nothing_kept_is_taken_for_something_else()
    {
        TaskDefinition task = Colours();
        CheckpointSeries series = CheckpointSeries.From([Checkpoint.FromFolder(EvaluationGoldens.ModelFolder, step: 500)]);
        PromptSensitivityEvaluator kept = PromptSensitivityEvaluator.Default.WithFormats(task.Formats).WithFolder(_folder.Path);
        kept.Evaluate(series, task);
        int Files() => Directory.GetFiles(_folder.Path).Length;
        Assert.Equal(2, Files());
        kept.Evaluate(series, task);
        Assert.Equal(2, Files());
        kept.WithEvaluator(Evaluator.Default.WithShots(1)).Evaluate(series, task);
        Assert.Equal(4, Files());
        kept.Evaluate(series, task with { Evaluation = [.. task.Evaluation.Select(e => e with { Gold = 1, Answer = e.Choices[1] })] });
        Assert.Equal(6, Files());
        kept.WithFormats([.. task.Formats.Select(f => f with { AnswerDelimiter = "  " })]).Evaluate(series, task);
        Assert.Equal(8, Files());

        File.WriteAllText(Directory.GetFiles(_folder.Path)[0], "{");
        Assert.Contains("delete the file", Assert.Throws<AmuroException>(() =>
        {
            kept.Evaluate(series, task);
            kept.WithEvaluator(Evaluator.Default.WithShots(1)).Evaluate(series, task);
            kept.Evaluate(series, task with { Evaluation = [.. task.Evaluation.Select(e => e with { Gold = 1, Answer = e.Choices[1] })] });
            kept.WithFormats([.. task.Formats.Select(f => f with { AnswerDelimiter = "  " })]).Evaluate(series, task);
        }).Message, StringComparison.Ordinal);
    }

    private sealed class Progress(Action<PromptSensitivityProgress> action) : IProgress<PromptSensitivityProgress>
    {
        public void Report(PromptSensitivityProgress value) => action(value);
    }

    [Fact]
    public void Formats_that_cannot_be_compared_are_refused()
    {
        using DecoderModel model = EvaluationGoldens.LoadModel();
        HuggingFaceTokenizer tokenizer = EvaluationGoldens.LoadTokenizer();
        TaskDefinition task = Colours();
        AmuroException one = Assert.Throws<AmuroException>(() => PromptSensitivityEvaluator.Default.WithFormats(task.Formats[0]).Evaluate(model, tokenizer, task));
        Assert.Contains("expected at least two with different names, found 1", one.Message, StringComparison.Ordinal);
        Assert.Throws<AmuroException>(() => PromptSensitivityEvaluator.Default.WithFormats(task.Formats[0], task.Formats[0]).Evaluate(model, tokenizer, task));
    }

    internal static TaskDefinition Colours()
    {
        string[] things = ["sky", "grass", "snow", "coal", "blood", "sun", "leaf", "night"];
        string[] colours = ["blue", "green", "white", "black", "red", "yellow", "green", "black"];
        Example[] items = [.. things.Select((thing, i) => new Example
        {
            Id = thing,
            Fields = new Dictionary<string, string> { ["thing"] = thing },
            Choices = [colours[i], colours[(i + 1) % colours.Length]],
            Gold = 0,
            Answer = colours[i],
        })];
        return new TaskDefinition
        {
            Name = "colours",
            Kind = TaskKind.MultipleChoice,
            Formats = [PromptFormats.Default("What colour is {thing}?"), PromptFormats.InputOutput("{thing}")],
            Training = items[..3],
            Evaluation = items[3..],
        };
    }
}
