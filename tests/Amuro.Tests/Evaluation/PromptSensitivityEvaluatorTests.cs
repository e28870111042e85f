using Amuro.Analysis;
using Amuro.Checkpoints;
using Amuro.Evaluation;
using Amuro.Models;
using Amuro.Results;
using Amuro.Tasks;
using Amuro.Tokenization;

namespace Amuro.Tests.Evaluation;

public class PromptSensitivityEvaluatorTests
{
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
        StudyResults results = PromptSensitivityEvaluator.Default.WithEvaluator(Evaluator.Default.WithShots(2)).Evaluate(model, tokenizer, task);

        foreach (PromptFormat format in task.Formats)
        {
            TaskEvaluation alone = Evaluator.Default.WithShots(2).Evaluate(model, tokenizer, task, format);
            Assert.Equal(alone.Metrics.Select(m => m.Score), results.Scores.Where(r => r.Format == format.Name).Select(r => r.Score));
            Assert.All(results.Scores, r => Assert.Equal(2, r.Shots));
        }
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
