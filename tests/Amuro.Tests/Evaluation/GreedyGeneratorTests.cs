using Amuro.Evaluation;
using Amuro.Models;
using Amuro.Tokenization;

namespace Amuro.Tests.Evaluation;

public class GreedyGeneratorTests
{
    private static readonly string[] s_prompts =
        ["Question: The sun is responsible for\nAnswer:", "The", "Once upon a time there was a", "A cat\nA dog\nA", "Question: What is it?\nAnswer:"];

    [Fact]
    public void Texts_do_not_depend_on_what_else_is_in_the_batch()
    {
        using DecoderModel model = EvaluationGoldens.LoadModel();
        HuggingFaceTokenizer tokenizer = EvaluationGoldens.LoadTokenizer();
        int[][] prompts = [.. s_prompts.Select(p => tokenizer.Encode(p))];
        Generation[] alone = [.. prompts.Select(p => GreedyGenerator.Default.Generate(model, tokenizer, [p])[0])];
        foreach (int budget in (int[])[1, 90, 2048])
        {
            IReadOnlyList<Generation> forward = GreedyGenerator.Default.WithTokensPerBatch(budget).Generate(model, tokenizer, prompts);
            IReadOnlyList<Generation> backward = GreedyGenerator.Default.WithTokensPerBatch(budget).Generate(model, tokenizer, [.. prompts.Reverse()]);
            Assert.Equal(alone.Select(g => g.Ids), forward.Select(g => g.Ids));
            Assert.Equal(alone.Select(g => g.Text), backward.Reverse().Select(g => g.Text));
        }
    }

    [Fact]
    public void The_end_is_not_chosen_before_the_least_number_of_tokens()
    {
        using DecoderModel model = EvaluationGoldens.LoadModel();
        HuggingFaceTokenizer tokenizer = EvaluationGoldens.LoadTokenizer();
        int[][] prompts = [.. s_prompts.Select(p => tokenizer.Encode(p))];
        int end = tokenizer.EosId!.Value;
        IReadOnlyList<Generation> free = GreedyGenerator.Default.Generate(model, tokenizer, prompts);
        IReadOnlyList<Generation> longer = GreedyGenerator.Default.WithMinNewTokens(20).Generate(model, tokenizer, prompts);

        Assert.Contains(free, g => g.Ids.Count < 20);
        Assert.All(longer, g => Assert.DoesNotContain(end, g.Ids.Take(20)));
        Assert.All(free.Zip(longer), pair =>
        {
            int same = pair.First.Ids[^1] == end ? pair.First.Ids.Count - 1 : pair.First.Ids.Count;
            Assert.Equal(pair.First.Ids.Take(Math.Min(same, 20)), pair.Second.Ids.Take(Math.Min(same, 20)));
        });
        AmuroException error = Assert.Throws<AmuroException>(() => GreedyGenerator.Default.WithMinNewTokens(33).Generate(model, tokenizer, prompts));
        Assert.Contains("MinNewTokens: expected at most 32", error.Message, StringComparison.Ordinal);
        Assert.Throws<AmuroException>(() => GreedyGenerator.Default.WithMinNewTokens(-1));
    }
}
