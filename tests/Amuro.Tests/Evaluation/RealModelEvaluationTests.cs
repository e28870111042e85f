using System.Text.Json;
using Amuro.Checkpoints;
using Amuro.Evaluation;
using Amuro.Models;
using Amuro.Tasks;
using Amuro.Tokenization;

namespace Amuro.Tests.Evaluation;

/// <summary>A real pretrained model of 135M parameters against what transformers computes.</summary>
[Trait("Category", "Slow")]
[Trait("Category", "Shared")]
public class RealModelEvaluationTests
{
    private const int Items = 20;

    [SkippableTheory]
    [InlineData("sciq", 0)]
    [InlineData("rte", 0)]
    [InlineData("rte", 3)]
    public void Choices_score_as_in_the_reference(string task, int shots)
    {
        string goldens = SharedData.Require("goldens");
        string folder = RealModelFolder.Require("f32");
        JsonElement[] requests = [.. EvaluationGoldens.ReadLines(goldens, "evaluation", "tasks", task, $"{shots}.jsonl").Take(Items)];
        JsonElement[] expected = [.. EvaluationGoldens.ReadLines(goldens, "real_model", $"{task}_{shots}.jsonl").Take(Items)];
        TaskDefinition definition = EvaluationGoldens.RenderedTask(task, requests);
        HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.Load(folder);
        using DecoderModel model = DecoderModel.Load(Checkpoint.FromFolder(folder, 0));

        TaskEvaluation result = Evaluator.Default.Evaluate(model, tokenizer, definition, definition.Formats[0]);

        foreach ((ItemResult item, JsonElement want) in result.Items.Zip(expected))
        {
            Assert.Equal(EvaluationGoldens.Doubles(want.GetProperty("loglikelihood")), item.LogLikelihoods, (a, b) => Math.Abs(a - b) <= 5e-3);
            Assert.Equal(want.GetProperty("gold").GetInt32() == want.GetProperty("prediction").GetInt32() ? 1 : 0, item.Scores["acc"]);
            Assert.Equal(want.GetProperty("gold").GetInt32() == want.GetProperty("prediction_norm").GetInt32() ? 1 : 0, item.Scores["acc_norm"]);
            Assert.Equal(EvaluationGoldens.Bools(want.GetProperty("is_greedy")), item.IsGreedy);
        }
    }

    [SkippableFact]
    public void Chat_prompts_are_continued_as_in_the_reference()
    {
        string file = SharedData.Require("goldens/real_model/greedy.json");
        string folder = RealModelFolder.Require("f32");
        HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.Load(folder);
        using DecoderModel model = DecoderModel.Load(Checkpoint.FromFolder(folder, 0));
        JsonElement[] cases = [.. JsonDocument.Parse(File.ReadAllText(file)).RootElement.EnumerateArray()];
        int[][] prompts = [.. cases.Select(c => EvaluationGoldens.Ints(c.GetProperty("prompt_ids")))];

        IReadOnlyList<Generation> texts = GreedyGenerator.Default.Generate(model, tokenizer, prompts);

        // One of the six has two tokens closer than the tolerance on its way; its text may go either way from there.
        (JsonElement Want, Generation Got)[] clear = [.. cases.Zip(texts).Where(c => c.First.GetProperty("smallest_margin").GetDouble() > 5e-3)];
        Assert.Equal(5, clear.Length);
        foreach ((JsonElement want, Generation got) in clear)
        {
            Assert.Equal(EvaluationGoldens.Ints(want.GetProperty("new_ids")), got.Ids);
        }
    }
}
