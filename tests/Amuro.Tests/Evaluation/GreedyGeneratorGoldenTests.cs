using System.Text.Json;
using Amuro.Evaluation;
using Amuro.Models;
using Amuro.Tokenization;

namespace Amuro.Tests.Evaluation;

public class GreedyGeneratorGoldenTests
{
    [SkippableTheory]
    [InlineData(EvaluationGoldens.ModelName, "gen_words", " the|in", 2048)]
    [InlineData(EvaluationGoldens.ModelName, "gen_stops", "\n|Question:|.", 2048)]
    [InlineData(EvaluationGoldens.ModelName, "gen_eos", "", 2048)]
    [InlineData(EvaluationGoldens.ModelName, "gen_stops", "\n|Question:|.", 1)]
    [InlineData("olmo-nobos-v1024", "gen_words", " the|in", 2048)]
    [InlineData("olmo-nobos-v1024", "gen_stops", "\n|Question:|.", 2048)]
    [InlineData("olmo-nobos-v1024", "gen_eos", "", 2048)]
    [Trait("Category", "Shared")]
    public void Texts_and_ids_are_those_of_the_reference(string name, string task, string stops, int tokensPerBatch)
    {
        string folder = SharedData.Require("goldens/evaluation");
        using DecoderModel model = EvaluationGoldens.LoadModel(name);
        HuggingFaceTokenizer tokenizer = EvaluationGoldens.LoadTokenizer(name);
        JsonElement[] documents = EvaluationGoldens.ReadLines(folder, "tasks", task, "docs.jsonl");
        JsonElement[] expected = EvaluationGoldens.ReadLines(folder, "expected", name, $"{task}.jsonl");
        int[][] prompts = [.. documents.Select(d => tokenizer.Encode(d.GetProperty("prompt").GetString()!))];

        IReadOnlyList<Generation> texts = GreedyGenerator.Default
            .WithMaxNewTokens(32)
            .WithStopStrings(stops.Split('|', StringSplitOptions.RemoveEmptyEntries))
            .WithTokensPerBatch(tokensPerBatch)
            .Generate(model, tokenizer, prompts);

        Assert.Equal(expected.Length, texts.Count);
        for (int i = 0; i < texts.Count; i++)
        {
            JsonElement want = expected[i];
            Assert.Equal(want.GetProperty("prompt_tokens").GetInt32(), prompts[i].Length);
            Assert.Equal(want.GetProperty("prompt_tokens").GetInt32() - want.GetProperty("used_prompt_tokens").GetInt32(), texts[i].DroppedTokens);
            Assert.Equal(EvaluationGoldens.Ints(want.GetProperty("generated_ids")), texts[i].Ids);
            Assert.Equal(want.GetProperty("text").GetString(), texts[i].Text);
        }
    }
}
