using System.Globalization;
using System.Text.Json;
using Amuro.Evaluation;
using Amuro.Models;
using Amuro.Tokenization;

namespace Amuro.Tests.Evaluation;

public class EvaluatorGoldenTests
{
    // The references differ by 8e-6 between batch sizes 1 and 8; sums over 18 tokens of 4 to 8 nats.
    private const double Tolerance = 5e-5;

    /// <summary>An OLMo whose tokenizer puts nothing in front.</summary>
    private const string NoBos = "olmo-nobos-v1024";

    [Fact]
    public void Odd_white_space_ties_code_points_and_cut_contexts_score_as_in_the_reference() =>
        AssertAgrees(EvaluationGoldens.Local, EvaluationGoldens.ModelName, "edge_mc", 0);

    [SkippableTheory]
    [InlineData(EvaluationGoldens.ModelName, "sciq", 0)]
    [InlineData(EvaluationGoldens.ModelName, "sciq", 3)]
    [InlineData(EvaluationGoldens.ModelName, "rte", 0)]
    [InlineData(EvaluationGoldens.ModelName, "rte", 3)]
    [InlineData(NoBos, "edge_mc", 0)]
    [InlineData(NoBos, "sciq", 0)]
    [InlineData(NoBos, "sciq", 3)]
    [InlineData(NoBos, "rte", 3)]
    [InlineData(NoBos, "mrpc", 0)]
    [InlineData(NoBos, "sst2", 3)]
    [Trait("Category", "Shared")]
    public void Real_tasks_score_as_in_the_reference(string model, string task, int shots) =>
        AssertAgrees(SharedData.Require("goldens/evaluation"), model, task, shots);

    private static void AssertAgrees(string folder, string name, string task, int shots)
    {
        using DecoderModel model = EvaluationGoldens.LoadModel(name);
        HuggingFaceTokenizer tokenizer = EvaluationGoldens.LoadTokenizer(name);
        JsonElement[] requests = EvaluationGoldens.ReadLines(folder, "tasks", task, $"{shots}.jsonl");
        JsonElement[] expected = EvaluationGoldens.ReadLines(folder, "expected", name, $"{task}_{shots}.jsonl");
        Amuro.Tasks.TaskDefinition definition = EvaluationGoldens.RenderedTask(task, requests);

        TaskEvaluation result = Evaluator.Default.WithMetrics("acc", "acc_norm")
            .Evaluate(model, tokenizer, definition, definition.Formats[0]);

        Assert.Equal(expected.Length, result.Items.Count);
        foreach ((ItemResult item, JsonElement want) in result.Items.Zip(expected))
        {
            Assert.Equal(EvaluationGoldens.Doubles(want.GetProperty("loglikelihoods")), item.LogLikelihoods, (a, b) => Math.Abs(a - b) <= Tolerance);
            Assert.Equal(EvaluationGoldens.Bools(want.GetProperty("is_greedy")), item.IsGreedy);
            Assert.Equal(want.GetProperty("pred").GetInt32().ToString(CultureInfo.InvariantCulture), item.Prediction);
            Assert.Equal(want.GetProperty("gold").GetInt32().ToString(CultureInfo.InvariantCulture), item.Gold);
            Assert.Equal(want.GetProperty("acc").GetDouble(), item.Scores["acc"]);
            Assert.Equal(want.GetProperty("acc_norm").GetDouble(), item.Scores["acc_norm"]);
            Assert.Equal(EvaluationGoldens.Ints(want.GetProperty("dropped_tokens")).Any(d => d > 0), item.Truncated);
        }

        AssertInputIds(definition, tokenizer, model.Config.MaxPositions, expected);
        foreach (string metric in (string[])["acc", "acc_norm"])
        {
            double[] values = [.. expected.Select(e => e.GetProperty(metric).GetDouble())];
            double mean = values.Average();
            double deviation = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
            Assert.Equal(mean, result.Metric(metric).Score, 1e-12);
            Assert.Equal(deviation / Math.Sqrt(values.Length), result.Metric(metric).StandardError, 1e-12);
            Assert.Equal(values.Length, result.Metric(metric).N);
        }

        AssertAggregates(folder, name, $"{task}_{shots}", result);
    }

    private static void AssertInputIds(Amuro.Tasks.TaskDefinition task, HuggingFaceTokenizer tokenizer, int maxLength, JsonElement[] expected)
    {
        PreparedTask prepared = PreparedTask.From(tokenizer, task, task.Formats[0]);
        for (int i = 0; i < 3; i++)
        {
            int[][] fed = [.. prepared.Items[i].Requests.Select(r => (int[])[.. r.Context, .. r.Continuation])];
            int[][] cut = [.. fed.Select(ids => ids[Math.Max(0, ids.Length - (maxLength + 1))..])];
            Assert.Equal(expected[i].GetProperty("input_ids").EnumerateArray().Select(EvaluationGoldens.Ints), cut);
        }
    }

    private static void AssertAggregates(string folder, string model, string name, TaskEvaluation result)
    {
        string file = Path.Combine(folder, "aggregates.json");
        if (!File.Exists(file))
        {
            return; // the copied part holds the items alone
        }

        using var document = JsonDocument.Parse(File.ReadAllText(file));
        JsonElement want = document.RootElement.GetProperty("models").GetProperty(model).GetProperty("results").GetProperty(name);
        foreach (MetricScore metric in result.Metrics)
        {
            Assert.Equal(want.GetProperty(metric.Metric).GetDouble(), metric.Score, 1e-12);
            Assert.Equal(want.GetProperty(metric.Metric + "_stderr").GetDouble(), metric.StandardError, 1e-12);
        }

        Assert.Equal(want.GetProperty("documents_truncated").GetInt32(), result.Items.Count(i => i.Truncated));
    }
}
