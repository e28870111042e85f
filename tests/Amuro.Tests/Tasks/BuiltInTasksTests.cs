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

    // Rows of our own in the publishers' columns; prompts as the authors' code (or the harness) makes them.
    [Theory]
    [InlineData("mnli", """{"premise": "P", "hypothesis": "H", "label": 2, "idx": 7}""", "### Input_1: P\n ### Input_2: H\n ### Inference: contradiction", "Consider the following texts: Text 1: P Text 2: H The relation is contradiction")]
    [InlineData("gpt3_nli", """{"text_a": "P", "text_b": "H", "label": 1, "guid": "g"}""", "### Input_1: P\n ### Input_2: H\n ### Inference: neutral", "Consider the following texts: Text 1: P Text 2: H The relation is neutral")]
    [InlineData("rte_nli", """{"sentence1": "P", "sentence2": "H", "label": 0, "idx": 1}""", "### Input_1: P\n ### Input_2: H\n ### Inference: entailment", "Consider the following texts: Text 1: P Text 2: H The relation is entailment")]
    [InlineData("paws", """{"id": 1, "sentence1": "P", "sentence2": "H", "label": 1}""", "### Input_1: P\n ### Input_2: H\n ### Paraphrase Classification: yes", "Let’s compare the two sentences: Sentence_1: P Sentence_2: H Are they paraphrasing?: yes")]
    [InlineData("qqp", """{"question1": "P", "question2": "H", "label": 0, "idx": 1}""", "### Input_1: P\n ### Input_2: H\n ### Paraphrase Classification: no", "Let’s compare the two sentences: Sentence_1: P Sentence_2: H Are they paraphrasing?: no")]
    [InlineData("stsb", """{"text1": "P", "text2": "H", "label": 3.8}""", "### Input_1: P\n ### Input_2: H\n ### Paraphrase Classification: yes", "Let’s compare the two sentences: Sentence_1: P Sentence_2: H Are they paraphrasing?: yes")]
    [InlineData("tweet_qa_questions", """{"Question": "Q?", "Answer": ["a", "b"], "Tweet": "T", "qid": "1"}""", "### Input: T\n ### Answer: a\n ### Question: Q?", "Given the context: T And the answer: aGenerate a suitable question: Q?")]
    [InlineData("social_i_qa_questions", """{"context": "C", "question": "Q?", "answerA": "a", "answerB": "b", "answerC": "c", "label": "1"}""", "### Input: C\n ### Answer: Answer A: a Answer B: bAnswer C: c\n ### Question: Q?", "Given the context: C And the answer: Answer A: a Answer B: bAnswer C: cGenerate a suitable question: Q?")]
    [InlineData("sciq_questions", """{"question": "Q?", "support": "C", "correct_answer": "a", "distractor1": "b", "distractor2": "c", "distractor3": "d"}""", "### Input: C\n ### Answer: Answer A: a Answer B: b Answer C: cAnswer D: d\n ### Question: Q?", "Given the context: C And the answer: Answer A: a Answer B: bAnswer C: cAnswer D: dGenerate a suitable question: Q?")]
    [InlineData("xsum", """{"id": "1", "document": "D", "summary": "S"}""", "### Input: D\n ### Summary: S", "Please read the following text: D Provide a summary: S")]
    [InlineData("xlsum", """{"id": "1", "text": "D", "summary": "S"}""", "### Input: D\n ### Summary: S", "Please read the following text: D Provide a summary: S")]
    [InlineData("cnn_dailymail", """{"id": "1", "article": "D", "highlights": "S"}""", "### Input: D\n ### Summary: S", "Please read the following text: D Provide a summary: S")]
    [InlineData("hellaswag", """{"ctx": "D", "endings": ["x", "S"], "label": "1"}""", "### Input: D\n### Output: S", "Continue the text with the sentence that fits.\nD\nAnswer: S")]
    [InlineData("piqa", """{"goal": "D", "sol1": "S", "sol2": "x", "label": 0}""", "### Input: D\n### Output: S", "Say how to reach the goal.\nD\nAnswer: S")]
    [InlineData("winogrande", """{"sentence": "a _ b", "option1": "x", "option2": "S", "answer": "2"}""", "### Input: a _ b\n### Output: S", "Say what belongs in the place of the underscore.\na _ b\nAnswer: S")]
    [InlineData("csqa", """{"id": "1", "question": "D", "question_concept": "x", "choices": {"label": ["A", "B"], "text": ["x", "S"]}, "answerKey": "B"}""", "### Input: D\n### Output: S", "Answer the question with common sense.\nD\nAnswer: S")]
    public void A_row_in_the_publishers_columns_makes_the_prompt(string name, string row, string standard, string sentence)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("rows.jsonl");
        File.WriteAllText(path, row);
        TaskDefinition task = BuiltInTasks.Load(name, evaluationFile: path);
        Assert.Empty(task.FindProblems());
        Example item = Assert.Single(task.Evaluation);
        Assert.Equal(["default", "instruct", "io"], task.Formats.Select(format => format.Name));
        Assert.Equal(standard, task.Formats[0].RenderPrompt(item) + task.Formats[0].RenderAnswer(item.Answer));
        Assert.Equal(sentence, task.Formats[1].RenderPrompt(item) + task.Formats[1].RenderAnswer(item.Answer));
        Assert.Equal(3, task.Formats.Select(format => format.RenderPrompt(item)).Distinct().Count());
    }

    [Fact]
    public void Tasks_that_ask_the_same_are_one_family()
    {
        Assert.All(new[] { "gpt3_nli", "rte_nli" }, name => Assert.Equal(BuiltInTasks.Load("mnli").Family, BuiltInTasks.Load(name).Family));
        Assert.All(new[] { "qqp", "stsb", "mrpc" }, name => Assert.Equal(BuiltInTasks.Load("paws").Family, BuiltInTasks.Load(name).Family));
        Assert.All(new[] { "xlsum", "cnn_dailymail" }, name => Assert.Equal(BuiltInTasks.Load("xsum").Family, BuiltInTasks.Load(name).Family));
        Assert.All(new[] { "sciq_questions", "tweet_qa_questions" }, name => Assert.Equal(BuiltInTasks.Load("social_i_qa_questions").Family, BuiltInTasks.Load(name).Family));
        Assert.All(BuiltInTasks.Names, name => Assert.Contains('/', BuiltInTasks.Hub(name).Repository));
        Assert.Equal("rougeL", BuiltInTasks.Load("xsum").PrimaryMetric);
    }

    [SkippableTheory]
    [InlineData("rte", "rte")]
    [InlineData("rte_nli", "rte")]
    [InlineData("sciq", "sciq")]
    [InlineData("sciq_questions", "sciq")]
    [InlineData("arc_easy", "arc_easy")]
    public void Arrow_files_of_the_hub_make_the_items_of_the_JSONL(string name, string file)
    {
        IReadOnlyList<Example> expected = BuiltInTasks.LoadExamples(name, SharedData.Require($"data/validation/{file}.jsonl"));
        IReadOnlyList<Example> found = BuiltInTasks.LoadExamples(name, SharedData.Require($"data/arrow/{file}.arrow"));
        Assert.Equal(expected.Select(Described), found.Select(Described));
        static string Described(Example e) => $"{e.Id}|{e.Answer}|{e.Gold}|{e.Cluster}|{string.Join('|', e.Choices)}|{string.Join('|', e.Fields.OrderBy(f => f.Key, StringComparer.Ordinal))}";
    }

    // data/SOURCES.md counts 12 questions that occur word for word; one more differs in letter case or spaces only, if any.
    [SkippableFact]
    public void Items_of_OpenBookQA_that_are_in_both_splits_are_reported()
    {
        TaskDefinition task = BuiltInTasks.Load("openbookqa", SharedData.Require("data/train/openbookqa.jsonl"), SharedData.Require("data/validation/openbookqa.jsonl"));
        IReadOnlyList<SharedItem> shared = task.FindSharedItems();
        var exact = task.Training.Select(e => e.Fields["question"]).ToHashSet();
        Assert.Equal(12, task.Evaluation.Count(e => exact.Contains(e.Fields["question"])));
        Assert.InRange(shared.Count, 12, 15);
        Assert.All(shared, item => Assert.Equal(("Evaluation", "Training"), (item.Split, item.OtherSplit)));
        Assert.Empty(task.FindProblems());
    }

    [Fact]
    public void Names_are_known_and_others_refused()
    {
        Assert.Equal(25, BuiltInTasks.Names.Distinct().Count());
        Assert.All(BuiltInTasks.Names, name => Assert.Equal(name, BuiltInTasks.Load(name).Name));
        AmuroException error = Assert.Throws<AmuroException>(() => BuiltInTasks.Load("arc"));
        Assert.StartsWith("built-in task: expected one of openbookqa, arc_easy,", error.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Texts(JsonElement root, string name) => root.GetProperty(name).EnumerateArray().Select(text => text.GetString()!);
}
