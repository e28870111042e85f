using System.Text.Json;
using Amuro.Tasks;
using Amuro.Tasks.BuiltIn;

namespace Amuro.Tests.Tasks;

[Trait("Category", "Shared")]
public sealed class BuiltInTasksTests
{
    [SkippableTheory]
    [InlineData("rte")]
    [InlineData("sciq")]
    [InlineData("openbookqa")]
    [InlineData("arc_easy")]
    [InlineData("boolq")]
    [InlineData("sst2")]
    [InlineData("mrpc")]
    public void Harness_prompts_equal_those_of_lm_eval(string name)
    {
        string folder = SharedData.Require("goldens/evaluation/tasks/" + name);
        PromptFormat format = BuiltInTasks.HarnessFormat(name)!;
        IReadOnlyList<Example> items = BuiltInTasks.LoadExamples(name, Path.Combine(folder, "docs.jsonl"));
        string[] expected = File.ReadAllLines(Path.Combine(folder, "0.jsonl"));
        Assert.Equal(expected.Length, items.Count);
        for (int i = 0; i < expected.Length; i++)
        {
            using JsonDocument document = JsonDocument.Parse(expected[i]);
            JsonElement root = document.RootElement;
            Assert.Equal(root.GetProperty("context").GetString(), format.RenderPrompt(items[i]));
            Assert.Equal(Texts(root, "continuations"), items[i].Choices.Select(format.RenderAnswer));
            Assert.Equal(Texts(root, "choices"), items[i].Choices);
            Assert.Equal(root.GetProperty("gold").GetInt32(), items[i].Gold);
        }
    }

    [SkippableTheory]
    [InlineData("rte")]
    [InlineData("sst2")]
    [InlineData("arc_easy")]
    [InlineData("openbookqa")]
    public void Prompts_with_three_shots_equal_those_of_lm_eval(string name)
    {
        // These four use the first three rows of the pool for every document (README of the goldens).
        string folder = SharedData.Require("goldens/evaluation/tasks/" + name);
        PromptFormat format = BuiltInTasks.HarnessFormat(name)!;
        Example[] shots = [.. BuiltInTasks.LoadExamples(name, Path.Combine(folder, "pool.jsonl")).Take(3)];
        IReadOnlyList<Example> items = BuiltInTasks.LoadExamples(name, Path.Combine(folder, "docs.jsonl"));
        string[] expected = File.ReadAllLines(Path.Combine(folder, "3.jsonl"));
        Assert.Equal(expected.Length, items.Count);
        for (int i = 0; i < expected.Length; i++)
        {
            using JsonDocument document = JsonDocument.Parse(expected[i]);
            Assert.Equal(document.RootElement.GetProperty("context").GetString(), format.RenderPrompt(items[i], shots));
        }
    }

    // Rows and labels as data/SOURCES.md counts them.
    [SkippableTheory]
    [InlineData("rte", "validation", 277, new[] { 146, 131 })]
    [InlineData("mrpc", "validation", 408, new[] { 129, 279 })]
    [InlineData("sst2", "validation", 872, new[] { 428, 444 })]
    [InlineData("boolq", "validation", 3270, new[] { 1237, 2033 })]
    [InlineData("sciq", "validation", 1000, new[] { 0, 0, 0, 1000 })]
    [InlineData("arc_easy", "validation", 570, new[] { 158, 152, 142, 118 })]
    [InlineData("arc_challenge", "validation", 299, new[] { 64, 73, 78, 83, 1 })]
    [InlineData("openbookqa", "validation", 500, new[] { 126, 138, 110, 126 })]
    [InlineData("social_i_qa", "validation", 1954, new[] { 643, 654, 657 })]
    [InlineData("boolq", "train", 9427, new[] { 3553, 5874 })]
    [InlineData("openbookqa", "train", 4957, new[] { 1378, 1212, 1146, 1221 })]
    [InlineData("arc_easy", "train", 2251, new[] { 548, 588, 578, 535, 2 })]
    [InlineData("arc_challenge", "train", 1119, new[] { 239, 296, 291, 293 })]
    [InlineData("csqa", "train", 9741, new[] { 1909, 1973, 1946, 1985, 1928 })]
    public void Every_file_is_read_and_makes_a_valid_task(string name, string split, int rows, int[] labels)
    {
        string path = SharedData.Require($"data/{split}/{name}.jsonl");
        TaskDefinition task = BuiltInTasks.Load(name, evaluationFile: path);
        Assert.Empty(task.FindProblems());
        Assert.Equal(rows, task.Evaluation.Count);
        Assert.Equal(labels, Enumerable.Range(0, labels.Length).Select(label => task.Evaluation.Count(item => item.Gold == label)));
        Assert.Equal(["default", "instruct", "io"], task.Formats.Select(format => format.Name));
        Assert.Equal(3, task.Formats.Select(format => format.RenderPrompt(task.Evaluation[0])).Distinct().Count());
    }

    [SkippableFact]
    public void The_first_items_of_training_and_evaluation()
    {
        string train = SharedData.Require("data/train/openbookqa.jsonl");
        string validation = SharedData.Require("data/validation/openbookqa.jsonl");
        TaskDefinition task = BuiltInTasks.Load("openbookqa", train, validation, trainingItems: 300, evaluationItems: 100);
        Assert.Equal((300, 100, "7-980", "8-376"), (task.Training.Count, task.Evaluation.Count, task.Training[0].Id, task.Evaluation[0].Id));
        Assert.Equal("### Input: The sun is responsible for\n### Output:", task.Formats[0].RenderPrompt(task.Training[0]));
        AmuroException error = Assert.Throws<AmuroException>(() => BuiltInTasks.Load("openbookqa", evaluationFile: validation, evaluationItems: 501));
        Assert.Contains("evaluationItems: expected a number from 1 to 500", error.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_file_of_another_task_is_refused_with_the_layouts()
    {
        string path = SharedData.Require("data/validation/sst2.jsonl");
        AmuroException error = Assert.Throws<AmuroException>(() => BuiltInTasks.LoadExamples("openbookqa", path));
        Assert.Equal($"{path}, line 1: expected the columns question_stem, choices, answerKey; or question, choices, label; found sentence, label, idx", error.Message);
    }

    [Fact]
    public void Names_are_known_and_others_refused()
    {
        Assert.Equal(10, BuiltInTasks.Names.Distinct().Count());
        Assert.All(BuiltInTasks.Names, name => Assert.Equal(name, BuiltInTasks.Load(name).Name));
        AmuroException error = Assert.Throws<AmuroException>(() => BuiltInTasks.Load("arc"));
        Assert.StartsWith("built-in task: expected one of openbookqa, arc_easy,", error.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Texts(JsonElement root, string name) => root.GetProperty(name).EnumerateArray().Select(text => text.GetString()!);
}
