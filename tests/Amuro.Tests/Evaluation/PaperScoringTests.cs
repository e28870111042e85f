using Amuro.Evaluation;
using Amuro.Models;
using Amuro.Tasks;
using Amuro.Tasks.Metrics;
using Amuro.Tokenization;
using TorchSharp;

namespace Amuro.Tests.Evaluation;

public class PaperScoringTests
{
    private static readonly string[] s_inference = ["entailment", "neutral", "contradiction"];

    // strip_labels of the authors' eval_pred.py.
    [Theory]
    [InlineData("entailment or contradiction", "contradiction")]
    [InlineData(" neutral", "neutral")]
    [InlineData("Entailment", null)]
    public void The_first_label_in_the_papers_order_counts(string text, string? label) => Assert.Equal(label, PaperScoring.Label(text, s_inference));

    [Theory]
    [InlineData("yes, I know", "no")]
    [InlineData("yes", "yes")]
    [InlineData("maybe", null)]
    public void Any_no_is_a_no(string text, string? label) => Assert.Equal(label, PaperScoring.Label(text, ["yes", "no"]));

    [Fact]
    public void The_next_token_of_any_piece_of_a_label_word_decides()
    {
        using DecoderModel model = EvaluationGoldens.LoadModel();
        HuggingFaceTokenizer tokenizer = EvaluationGoldens.LoadTokenizer();
        TaskDefinition task = Inference();
        PromptFormat format = task.Formats[0];
        TaskEvaluation result = Evaluator.Default.WithPaperScoring().Evaluate(model, tokenizer, task, format);

        for (int i = 0; i < task.Evaluation.Count; i++)
        {
            float[] logits = NextLogits(model, tokenizer.Encode(format.Render(task.Evaluation[i]) + " "));
            string word = s_inference.Concat(s_inference.Select(w => " " + w)).SelectMany(w => tokenizer.Encode(w).Select(id => (w, id))).MaxBy(c => logits[c.id]).w;
            int want = Array.IndexOf([.. task.Evaluation[i].Choices], word.Trim());
            Assert.Equal($"{want}", result.Items[i].Prediction);
            Assert.Equal(want == task.Evaluation[i].Gold ? 1 : 0, result.Items[i].Scores[PaperScoring.Accuracy]);
        }

        MeanScore summary = PaperScoring.Summarise([.. result.Items.Select(i => i.Scores[PaperScoring.Accuracy])], 0);
        Assert.Equal((summary.Mean, summary.StandardError), (result.Metric("paper_accuracy").Score, result.Metric("paper_accuracy").StandardError));
        Assert.Equal(0.5, result.Metric("paper_accuracy").Chance);
        Assert.Equal(result.Items.Select(i => i.Scores["paper_accuracy"]), result.ToItemRecords(1, Amuro.Results.Stage.Base, Amuro.Results.TaskRelation.InDomain).Select(r => r.Score));
    }

    [Fact]
    public void Free_choices_are_a_text_to_generate()
    {
        using DecoderModel model = EvaluationGoldens.LoadModel();
        HuggingFaceTokenizer tokenizer = EvaluationGoldens.LoadTokenizer();
        TaskDefinition colours = PromptSensitivityEvaluatorTests.Colours();
        TaskEvaluation result = Evaluator.Default.WithPaperScoring().Evaluate(model, tokenizer, colours, colours.Formats[0]);

        int[] prompt = tokenizer.Encode(colours.Formats[0].Render(colours.Evaluation[0]) + colours.Formats[0].AnswerDelimiter);
        string text = GreedyGenerator.Default.WithMaxNewTokens(60).Generate(model, tokenizer, [prompt])[0].Text;
        Assert.Equal(text, result.Items[0].Prediction);
        Assert.Equal(Rouge.L(colours.Evaluation[0].Answer, text).F, result.Items[0].Scores["paper_rougeL"]);
    }

    [Fact]
    public void The_middle_of_the_interval_is_near_the_mean_and_the_error_near_its_formula()
    {
        double[] scores = [.. Enumerable.Range(0, 400).Select(i => i % 4 == 0 ? 1.0 : 0.0)];
        MeanScore summary = PaperScoring.Summarise(scores, 3);
        Assert.Equal(0.25, summary.Mean, 0.01);
        Assert.Equal(MeanScore.From(scores).StandardError, summary.StandardError, 0.002);
        Assert.Equal(summary, PaperScoring.Summarise(scores, 3));
        Assert.True(double.IsNaN(PaperScoring.Summarise([1], 3).Mean));
    }

    [Fact]
    public void Words_that_the_paper_does_not_have_are_refused()
    {
        TaskDefinition task = Inference();
        TaskDefinition other = task with { Evaluation = [.. task.Evaluation.Select(e => e with { Choices = ["True", "False"], Answer = "True", Gold = 0 })] };
        Assert.Contains("found True, False", Assert.Throws<AmuroException>(() => PaperScoring.Words(other)).Message, StringComparison.Ordinal);
        Assert.Throws<AmuroException>(() => PaperScoring.Words(task with { Kind = TaskKind.Perplexity }));
        Assert.Empty(PaperScoring.Words(task with { Kind = TaskKind.Generation }));
    }

    private static TaskDefinition Inference() => new()
    {
        Name = "rte",
        Kind = TaskKind.MultipleChoice,
        Formats = [new PromptFormat { Name = "default", Template = "### Input_1: {text}\n ### Inference:" }],
        Evaluation = [.. Enumerable.Range(0, 6).Select(i => new Example
        {
            Id = $"{i}",
            Fields = new Dictionary<string, string> { ["text"] = $"The cat number {i} sat on the mat." },
            Choices = ["entailment", "neutral"],
            Gold = i % 2,
            Answer = i % 2 == 0 ? "entailment" : "neutral",
        })],
    };

    private static float[] NextLogits(DecoderModel model, int[] ids)
    {
        using IDisposable noGradient = torch.no_grad();
        using DisposeScope scope = torch.NewDisposeScope();
        using TokenBatch batch = TokenBatch.From([ids]);
        return model.Logits(model.Hidden(batch))[ids.Length - 1].data<float>().ToArray();
    }
}
