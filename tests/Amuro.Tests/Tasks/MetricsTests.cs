using System.Text.Json;
using Amuro.Tasks;
using Amuro.Tasks.Metrics;

namespace Amuro.Tests.Tasks;

public sealed class MetricsTests
{
    [Fact]
    public void Ties_go_to_the_first_and_lengths_are_code_points()
    {
        Assert.Equal(0, ChoiceMetric.Accuracy.Predict([-1, -1, -2], ["a", "b", "c"]));
        Assert.Equal(1, ChoiceMetric.Accuracy.Predict([-3, -2], ["long", "x"]));
        Assert.Equal(0, ChoiceMetric.NormalisedAccuracy.Predict([-3, -2], ["long", "x"]));
        // Three emoji are three code points (six UTF-16 units): -9 / 3 = -3 loses against -5 / 2.
        Assert.Equal(1, ChoiceMetric.NormalisedAccuracy.Predict([-9, -5], ["😀🚀🎉", "ab"]));
    }

    [Fact]
    public void A_missing_likelihood_is_a_missing_score()
    {
        Assert.Equal(-1, ChoiceMetric.Accuracy.Predict([-1, double.NaN], ["a", "b"]));
        Assert.True(double.IsNaN(ChoiceMetric.Accuracy.Score([-1, double.NaN], ["a", "b"], 0)));
        Assert.Equal(0, ChoiceMetric.Accuracy.Score([double.NegativeInfinity, -5], ["a", "b"], 0));
        Assert.Throws<ArgumentException>(() => ChoiceMetric.Accuracy.Predict([-1], ["a", "b"]));
    }

    [Theory]
    [InlineData(" yes\n", "yes", 1)]
    [InlineData("Yes", "yes", 0)]
    [InlineData("", "", 1)]
    public void Exact_match_ignores_white_space_at_the_ends(string prediction, string reference, double score) =>
        Assert.Equal(score, GenerationMetric.ExactMatch.Score(prediction, reference));

    [Fact]
    public void Baselines_of_fixed_labels_and_of_free_choices()
    {
        Example[] labels = [Sample.Item("1", "a"), Sample.Item("2", "b"), Sample.Item("3", "c", gold: 1) with { Choices = ["no", "yes"], Gold = 0 }];
        Assert.Equal(0.5, Baselines.Chance(labels));
        Assert.Equal(2.0 / 3.0, Baselines.Majority(labels));
        Example[] free = [labels[0], labels[1] with { Choices = ["yes", "b", "c", "d"] }];
        Assert.Equal(0.375, Baselines.Chance(free));
        Assert.True(double.IsNaN(Baselines.Majority(free)));
        Assert.True(double.IsNaN(Baselines.Chance([])) && double.IsNaN(Baselines.Majority([])));
        Assert.True(double.IsNaN(Baselines.Chance([labels[0] with { Choices = [] }])));
    }

    [Fact]
    public void Too_few_items_have_no_standard_error()
    {
        Assert.Equal(new MeanScore(double.NaN, double.NaN, 0), MeanScore.From([]));
        Assert.Equal(new MeanScore(1, double.NaN, 1), MeanScore.From([1]));
        // Deviation of 0 and 1 around 0.5 with n - 1: sqrt(0.5); over sqrt(2): 0.5.
        Assert.Equal(new MeanScore(0.5, 0.5, 2), MeanScore.From([0, 1]));
        Assert.True(double.IsNaN(MeanScore.From([1, double.NaN]).Mean));
    }

    [SkippableTheory]
    [Trait("Category", "Shared")]
    [InlineData("rte_0")]
    [InlineData("sciq_0")]
    [InlineData("openbookqa_3")]
    [InlineData("edge_mc_0")]
    public void Predictions_and_standard_errors_equal_those_of_lm_eval(string run)
    {
        string[] lines = File.ReadAllLines(SharedData.Require($"goldens/evaluation/expected/llama-bos-v1024/{run}.jsonl"));
        string[] requests = File.ReadAllLines(SharedData.Require($"goldens/evaluation/tasks/{run[..^2]}/{run[^1]}.jsonl"));
        var scores = new Dictionary<string, List<double>> { ["acc"] = [], ["acc_norm"] = [] };
        for (int i = 0; i < lines.Length; i++)
        {
            using JsonDocument expected = JsonDocument.Parse(lines[i]);
            using JsonDocument request = JsonDocument.Parse(requests[i]);
            double[] likelihoods = [.. expected.RootElement.GetProperty("loglikelihoods").EnumerateArray().Select(v => v.GetDouble())];
            string[] choices = [.. request.RootElement.GetProperty("choices").EnumerateArray().Select(v => v.GetString()!)];
            int gold = request.RootElement.GetProperty("gold").GetInt32();
            Assert.Equal(expected.RootElement.GetProperty("pred").GetInt32(), ChoiceMetric.Accuracy.Predict(likelihoods, choices));
            Assert.Equal(expected.RootElement.GetProperty("pred_norm").GetInt32(), ChoiceMetric.NormalisedAccuracy.Predict(likelihoods, choices));
            foreach (ChoiceMetric metric in (ChoiceMetric[])[ChoiceMetric.Accuracy, ChoiceMetric.NormalisedAccuracy])
            {
                scores[metric.Name].Add(metric.Score(likelihoods, choices, gold));
            }
        }

        using JsonDocument aggregates = JsonDocument.Parse(File.ReadAllText(SharedData.Require("goldens/evaluation/aggregates.json")));
        JsonElement result = aggregates.RootElement.GetProperty("models").GetProperty("llama-bos-v1024").GetProperty("results").GetProperty(run);
        foreach ((string name, List<double> values) in scores)
        {
            MeanScore mean = MeanScore.From(values);
            Assert.Equal(result.GetProperty(name).GetDouble(), mean.Mean, 1e-12);
            Assert.Equal(result.GetProperty(name + "_stderr").GetDouble(), mean.StandardError, 1e-12);
        }
    }

    [Theory]
    [InlineData("İstanbul'da 2 KELVIN: 5\u212A ﬁne naïve", new[] { "i", "stanbul", "da", "2", "kelvin", "5k", "ne", "na", "ve" })]
    [InlineData(" \t", new string[0])]
    public void Words_are_runs_of_ASCII_letters_and_digits(string text, string[] words) => Assert.Equal(words, Rouge.Tokens(text));
}
