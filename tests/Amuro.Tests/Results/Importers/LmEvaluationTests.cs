using Amuro.Results;
using Amuro.Results.Importers;

namespace Amuro.Tests.Results.Importers;

public sealed class LmEvaluationTests : IDisposable
{
    private const string New = """
        {
          "results": {
            "rte": {
              "alias": "rte",
              "acc,none": 0.5,
              "acc_stderr,none": 0.1,
              "exact_match,strict-match": 0.25,
              "exact_match_stderr,strict-match": "N/A"
            },
            "group": { "alias": "group", "acc,none": "N/A" }
          },
          "n-shot": { "rte": 3, "group": 3 },
          "n-samples": { "rte": { "original": 80, "effective": 40 } },
          "config": { "model_args": { "pretrained": "models/tiny", "revision": "step200" } }
        }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public void A_result_file_of_the_newer_layout_is_read_in_any_culture(string culture)
    {
        using var here = new InCulture(culture);
        ScoreTable table = LmEvaluationResults.Import(_folder.Write("results.json", New)).Scores;
        var row = new ScoreRow { Model = "models/tiny", Step = 200, Stage = Stage.Base, Task = "rte", Split = TaskRelation.Unseen, Format = "default", Shots = 3, Metric = "acc", Score = 0.5, StandardError = 0.1, N = 40 };
        Assert.Equal([row, row with { Metric = "exact_match,strict-match", Score = 0.25, StandardError = double.NaN }], table);
        Assert.Equal([5, 7], table.Select(r => r.Source!.Line));
        Assert.All(table, r => Assert.Equal(_folder.File("results.json"), r.Source!.File));
    }

    [Fact]
    public void Problems_have_their_line_and_are_thrown_together_or_collected()
    {
        string path = _folder.Write("results.json", New.Replace("0.5,", "\"half\",", StringComparison.Ordinal).Replace("0.25", "NaN", StringComparison.Ordinal));
        string missing = _folder.File("none.json");
        AmuroException error = Assert.Throws<AmuroException>(() => LmEvaluationResults.Import([path, missing]));
        Assert.Contains("found 3 problems", error.Message, StringComparison.Ordinal);
        Assert.Contains($"{path}, line 5: task 'rte', metric 'acc,none': expected a number, found '\"half\"'", error.Message, StringComparison.Ordinal);
        Assert.Contains($"{path}, line 7: task 'rte', metric 'exact_match,strict-match': expected a number, found 'null'", error.Message, StringComparison.Ordinal);

        Imported found = LmEvaluationResults.Import([path, missing, _folder.Write("good.json", New)], new ImportOptions { CollectProblems = true, Model = "m", Step = 7 });
        Assert.Equal([5, 7, 0], found.Problems.Select(p => p.Line));
        Assert.Equal(2, found.Scores.Count);
        Assert.All(found.Scores, r => Assert.Equal(("m", 7L), (r.Model, r.Step)));
    }

    [Fact]
    public void A_file_without_a_step_and_a_cut_file_are_problems()
    {
        string path = _folder.Write("results.json", New.Replace("step200", "main", StringComparison.Ordinal));
        Assert.Contains("expected a step in the model's revision or the file's name, or the option Step", Assert.Throws<AmuroException>(() => LmEvaluationResults.Import(path)).Message, StringComparison.Ordinal);
        File.Move(path, path = _folder.File("tiny_step33.json"));
        Assert.Equal(33, LmEvaluationResults.Import(path).Scores[0].Step);
        File.WriteAllText(path, New[..300]);
        Assert.StartsWith($"{path}, line 1", Assert.Throws<AmuroException>(() => LmEvaluationResults.Import(path)).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    [Trait("Category", "Shared")]
    public void All_files_of_the_older_layout_are_read()
    {
        string[] files = [.. Directory.GetFiles(SharedData.Require("data/series/pythia"), "*.json").Order(StringComparer.Ordinal)];
        ScoreTable table = LmEvaluationResults.Import(files).Scores;
        Assert.Equal((84, 13_128), (files.Length, table.Count));
        Assert.Equal(["EleutherAI/pythia-v1.1-1.4b", "EleutherAI/pythia-v1.1-160m"], table.Select(r => r.Model).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal([0, 5], table.Select(r => r.Shots).Distinct().Order());
        Assert.Equal(27, table.Where(r => r.Shots == 0 && r.Model.EndsWith("160m", StringComparison.Ordinal)).Select(r => r.Step).Distinct().Count());
        ScoreRow piqa = table.Single(r => r is { Step: 1000, Shots: 0, Task: "piqa", Metric: "acc" } && r.Model.EndsWith("1.4b", StringComparison.Ordinal));
        Assert.Equal((0.5680087051142546, 0.011557407210100252, 0), (piqa.Score, piqa.StandardError, piqa.N));
        Assert.Equal(table.Count, table.Select(r => (r.Model, r.Step, r.Shots, r.Task, r.Metric)).Distinct().Count());
    }

    [SkippableTheory]
    [Trait("Category", "Shared")]
    [InlineData("models__llama-bos-v1024")]
    [InlineData("models__olmo-nobos-v1024")]
    public void Samples_agree_with_their_results(string folder)
    {
        string[] files = Directory.GetFiles(SharedData.Require($"goldens/importers/lm_eval/{folder}"));
        var options = new ImportOptions { Step = 100 };
        ScoreTable scores = LmEvaluationResults.Import(files.Where(f => f.EndsWith(".json", StringComparison.Ordinal)), options).Scores;
        Assert.Equal(4, scores.Count);
        foreach (string metric in new[] { "acc", "acc_norm" })
        {
            ItemTable items = LmEvaluationSamples.Import(files.Where(f => f.EndsWith(".jsonl", StringComparison.Ordinal)), options with { Metric = metric }).Items;
            Assert.Equal(80, items.Count);
            foreach (IGrouping<string, ItemRecord> task in items.GroupBy(i => i.Task))
            {
                ScoreRow row = scores.Single(s => s.Task == task.Key && s.Metric == metric);
                Assert.Equal(row.Score, task.Average(i => i.Score), 12);
                Assert.Equal((row.N, row.Model, row.Shots), (task.Count(), task.First().Model, task.First().Shots));
                Assert.All(task, i => Assert.Equal(i.Score == 1, i.Prediction == i.Gold));
                Assert.All(task, i => Assert.Equal(task.Key == "local_rte" ? 2 : 4, i.LogLikelihoods.Count));
            }
        }
    }

    [Fact]
    public void Bad_sample_lines_are_collected_with_their_line()
    {
        const string Good = """{"doc_id": 3, "target": "yes", "filtered_resps": ["no"], "filter": "strict", "metrics": ["em"], "em": 0.0}""";
        string path = _folder.Write("samples_qa_2026-01-02T03-04-05.678.jsonl", $"{Good}\n{{\"doc_id\": 4}}\n\nnot JSON\n{Good.Replace("0.0", "null", StringComparison.Ordinal)}\n");
        var options = new ImportOptions { Step = 1, Shots = 2, CollectProblems = true };
        Imported found = LmEvaluationSamples.Import(path, options);
        ItemRecord item = Assert.Single(found.Items);
        Assert.Equal(("qa", "3", "em,strict", 0.0, "no", "yes"), (item.Task, item.Item, item.Metric, item.Score, item.Prediction, item.Gold));
        Assert.Equal([2, 4, 5], found.Problems.Select(p => p.Line));
        Assert.Contains("or the option Shots", Assert.Throws<AmuroException>(() => LmEvaluationSamples.Import(path, options with { Shots = null, CollectProblems = false })).Message, StringComparison.Ordinal);
    }
}
