using Amuro.Evaluation;
using Amuro.Models;
using Amuro.Tasks;
using Amuro.Tasks.Metrics;
using Amuro.Tokenization;
using FsCheck;
using FsCheck.Xunit;

namespace Amuro.Tests.Evaluation;

public class RollingWindowsTests
{
    private const int Prefix = 7;

    [Property]
    public void Every_token_is_predicted_once_after_the_tokens_before_it(PositiveInt length, PositiveInt most)
    {
        int maxLength = 1 + (most.Get % 12);
        int[] ids = [.. Enumerable.Range(100, length.Get)];
        int at = 0;
        foreach (LikelihoodRequest window in RollingWindows.Of(ids, Prefix, maxLength))
        {
            Assert.InRange(window.Context.Length + window.Continuation.Length - 1, 1, maxLength);
            Assert.Equal(ids[at..(at + window.Continuation.Length)], window.Continuation);
            Assert.Equal(at == 0 ? [Prefix] : ids[(at - window.Context.Length)..at], window.Context);
            Assert.True(at == 0 || window.Context.Length + window.Continuation.Length - 1 == maxLength); // filled up
            at += window.Continuation.Length;
        }

        Assert.Equal(ids.Length, at);
    }

    [Fact]
    public void A_text_without_tokens_has_no_window() => Assert.Empty(RollingWindows.Of([], Prefix, 4));

    [Fact]
    public void Perplexities_come_from_the_sums_of_all_texts()
    {
        using DecoderModel model = EvaluationGoldens.LoadModel();
        HuggingFaceTokenizer tokenizer = EvaluationGoldens.LoadTokenizer();
        TaskDefinition task = Texts("A short text.", "Another one,\nof three lines,\nand more words.");
        task.Validate();
        TaskEvaluation result = Evaluator.Default.Evaluate(model, tokenizer, task, task.Formats[0]);

        double sum = result.Items.Sum(i => i.LogLikelihoods[0]);
        Assert.Equal(["word_perplexity", "byte_perplexity", "bits_per_byte", "log2_per_byte"], result.Metrics.Select(m => m.Metric));
        Assert.Equal(Math.Exp(-sum / 11), result.Metric("word_perplexity").Score, 1e-6);
        Assert.Equal(-sum / Math.Log(2) / (13 + 44), result.Metric("bits_per_byte").Score, 1e-9);
        Assert.Equal(-result.Metric("bits_per_byte").Score, result.Metric(task.PrimaryMetric).Score);
        Assert.True(PerplexityMetric.All.Single(m => m.Name == task.PrimaryMetric).HigherIsBetter);
        Assert.All(result.Metrics, m => Assert.True(double.IsNaN(m.StandardError) && double.IsNaN(m.Chance)));
        Assert.Equal(result.Items[1].TextTokens, tokenizer.Encode(task.Evaluation[1].Fields["text"]).Length);
    }

    [Fact]
    public void What_makes_no_sense_for_texts_is_refused()
    {
        TaskDefinition task = Texts("text");
        AmuroException shots = Assert.Throws<AmuroException>(() => Evaluator.Default.WithShots(1).Prepare(EvaluationGoldens.LoadTokenizer(), task, task.Formats[0]));
        Assert.Contains("FewShot.Count: expected 0", shots.Message, StringComparison.Ordinal);
        Assert.Contains("expected one of log2_per_byte, found 'bits_per_byte'", Assert.Single((task with { PrimaryMetric = "bits_per_byte" }).FindProblems()), StringComparison.Ordinal);
    }

    private static TaskDefinition Texts(params string[] texts) => new()
    {
        Name = "texts",
        Kind = TaskKind.Perplexity,
        Formats = [new PromptFormat { Name = "text", Template = "{text}" }],
        Evaluation = [.. texts.Select((t, i) => new Example { Id = $"{i}", Fields = new Dictionary<string, string> { ["text"] = t }, Answer = "" })],
    };
}
