using System.Text.Json;
using Amuro.Analysis.Statistics;
using FsCheck.Xunit;

namespace Amuro.Tests.Analysis.Statistics;

/// <summary>Measures of prompt sensitivity; source: goldens/statistics/prompts.json (statsmodels, numpy; see its README).</summary>
public sealed class PromptStatisticsTests
{
    public static TheoryData<string> Cases => StatisticsGoldens.Names("prompts", "cases");

    [Theory]
    [MemberData(nameof(Cases))]
    public void PredictionsGiveTheNumbersOfTheReference(string name)
    {
        JsonElement item = StatisticsGoldens.Case("prompts", "cases", name), expected = item.GetProperty("expected");
        string[][] predictions = item.GetProperty("input").GetProperty("predictions").Deserialize<string[][]>()!;
        string[] gold = item.GetProperty("input").GetProperty("gold").Deserialize<string[]>()!;
        double[][] right = [.. predictions.Select(f => f.Zip(gold, (p, g) => p == g ? 1.0 : 0.0).ToArray())];
        double[] accuracies = [.. right.Select(f => f.Average())];

        StatisticsGoldens.Close(expected.Number("spread"), ScoreSpread.Of(accuracies), "spread");
        StatisticsGoldens.Close(expected.Number("sd_sample"), ScoreSpread.Deviation(accuracies), "deviation");
        Assert.Equal(expected.GetProperty("worst_format").GetInt32(), ScoreSpread.Worst(accuracies));
        Assert.Equal(expected.GetProperty("best_format").GetInt32(), ScoreSpread.Best(accuracies));
        StatisticsGoldens.Close(expected.Number("pss"), PromptSensitivityScore.Of(right), "pss");
        double[] byItem = expected.Doubles("pss_by_item");
        Assert.All(byItem, (pss, i) => StatisticsGoldens.Close(pss, PromptSensitivityScore.OfItem([.. right.Select(f => f[i])]), $"pss of item {i}"));
        StatisticsGoldens.Close(expected.Number("consistency_rate"), Consistency.Of(predictions), "consistency");
        StatisticsGoldens.Close(expected.Number("fleiss_kappa"), FleissKappa.Of(predictions), "kappa");
    }

    [Fact]
    public void GradedScoresGiveTheNumbersOfTheReference()
    {
        JsonElement[] cases = [.. StatisticsGoldens.Read("prompts").GetProperty("graded").EnumerateArray()];
        Assert.NotEmpty(cases);
        foreach (JsonElement item in cases)
        {
            double[][] scores = item.GetProperty("input").GetProperty("scores").Deserialize<double[][]>()!;
            StatisticsGoldens.Close(item.GetProperty("expected").Number("pss"), PromptSensitivityScore.Of(scores), "pss");
            StatisticsGoldens.Close(item.GetProperty("expected").Number("spread"), ScoreSpread.Of([.. scores.Select(f => f.Average())]), "spread");
        }
    }

    [Fact]
    public void PosixIsThatOfThePaper()
    {
        JsonElement[] cases = [.. StatisticsGoldens.Read("prompts").GetProperty("posix").EnumerateArray()];
        Assert.NotEmpty(cases);
        foreach (JsonElement item in cases)
        {
            double[][][] likelihoods = item.GetProperty("input").GetProperty("log_likelihood").Deserialize<double[][][]>()!;
            int[][] tokens = item.GetProperty("input").GetProperty("response_tokens").Deserialize<int[][]>()!;
            double[] psi = item.GetProperty("expected").Doubles("psi");
            Assert.All(psi, (p, s) => StatisticsGoldens.Close(p, Posix.OfItem(likelihoods[s], tokens[s]), $"psi of set {s}"));
            StatisticsGoldens.Close(
                item.GetProperty("expected").Number("posix"),
                Posix.Of([.. likelihoods.Zip(tokens, (l, t) => ((IReadOnlyList<IReadOnlyList<double>>)l, (IReadOnlyList<int>)t))]),
                "posix");
        }
    }

    [Property]
    public void AgreementAndSensitivityAreAtTheirEndsWhereFormatsAgree(byte[] answers, byte formats)
    {
        string[] same = [.. answers.Select(a => $"{a % 3}")];
        string[][] table = [.. Enumerable.Repeat(same, 2 + (formats % 5))];
        double[][] scores = [.. table.Select(f => f.Select(a => a == "0" ? 1.0 : 0.0).ToArray())];

        Assert.Equal(same.Length == 0 ? double.NaN : 1, Consistency.Of(table));
        Assert.Equal(same.Length == 0 ? double.NaN : 0, PromptSensitivityScore.Of(scores));
        Assert.Equal(same.Distinct().Count() < 2 ? double.NaN : 1, FleissKappa.Of(table), 12);
    }

    [Property]
    public void NothingDependsOnTheOrderOfTheFormats(byte[] first, byte[] second, byte[] third)
    {
        int items = new[] { first.Length, second.Length, third.Length }.Min();
        string[][] table = [.. new[] { first, second, third }.Select(f => f.Take(items).Select(a => $"{a % 3}").ToArray())];
        string[][] turned = [table[2], table[0], table[1]];

        Assert.Equal(FleissKappa.Of(table), FleissKappa.Of(turned), 12);
        Assert.Equal(Consistency.Of(table), Consistency.Of(turned));
        Assert.True(items == 0 || FleissKappa.Of(table) is <= 1 or double.NaN);
    }

    [Fact]
    public void OneFormatOrTablesThatDoNotFitHaveNoAnswer()
    {
        Assert.True(double.IsNaN(FleissKappa.Of([["a", "b"]])));
        Assert.True(double.IsNaN(ScoreSpread.Of([0.5])));
        Assert.True(double.IsNaN(Posix.OfItem([[-1.0]], [1])));
        Assert.Throws<ArgumentException>(() => Consistency.Of([["a", "b"], ["a"]]));
        Assert.Throws<ArgumentException>(() => Posix.OfItem([[-1.0, -2.0], [-1.0, -2.0]], [1, 0]));
        Assert.Throws<ArgumentException>(() => Posix.OfItem([[-1.0]], [1, 1]));
    }
}
