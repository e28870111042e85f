using System.Globalization;
using Amuro.Analysis;
using Amuro.Analysis.Statistics;
using Amuro.Reporting;
using Amuro.Results;

namespace Amuro.Tests.Analysis;

/// <summary>What no analysis may depend on: the order of the rows, the threads, the names of seeds, the culture; and what it does with rows it cannot use.</summary>
public sealed class GridLawsTests
{
    /// <summary>Name of this class's command of <see cref="Program"/>.</summary>
    public const string Command = "analyse";

    private static SyntheticStudy Study => Worlds.Miniature with { Steps = [0, 100, 200, 300], Formats = ["default", "io"], Items = 40, Seeds = 2 };

    [Theory]
    [InlineData(true, 1)]
    [InlineData(true, 2)]
    [InlineData(false, 3)]
    public void TheOrderOfTheRowsChangesNothing(bool withItems, int seed)
    {
        StudyResults results = (Study with { WithItems = withItems }).Draw();
        StudyResults shuffled = new() { Scores = ScoreTable.From(Shuffled(results.Scores, seed)), Items = ItemTable.From(Shuffled(results.Items, seed)) };
        (FindingsReport one, FindingsReport other) = (FindingsReport.Analyze(results), FindingsReport.Analyze(shuffled));

        Assert.Equal(Rows(one.Latent.Tasks), Rows(other.Latent.Tasks));
        Assert.Equal(Rows(one.Gain.Tasks), Rows(other.Gain.Tasks));
        foreach ((Finding a, Finding b) in one.Findings.Zip(other.Findings))
        {
            // Tasks are added up in the order in which they are found: the last bits may differ.
            Assert.Equal(a.Verdict, b.Verdict);
            Assert.Equal(a.Effect, b.Effect, 1e-12);
            Assert.Equal(a.Interval.Low, b.Interval.Low, 1e-12);
            Assert.Equal(a.Interval.High, b.Interval.High, 1e-12);
            Assert.Equal(a.PValue, b.PValue);
        }
    }

    [Fact]
    public void TheNumberOfThreadsChangesNothing()
    {
        string Printed(string processors)
        {
            (int code, string output, string errors) = ChildProcess.Run([Command], new Dictionary<string, string?> { ["DOTNET_PROCESSOR_COUNT"] = processors });
            Assert.True(code == 0, errors);
            return output;
        }

        string one = Printed("1");
        Assert.Contains("nli_ood", one, StringComparison.Ordinal);
        Assert.Equal(one, Printed("4"));
    }

    internal static void RunInChild() => Console.WriteLine(Printed(FindingsReport.Analyze(Study.Draw())));

    [Fact]
    public void OtherNumbersForTheSeedsChangeNothing()
    {
        StudyResults results = Study.Draw();
        StudyResults renamed = new()
        {
            Scores = ScoreTable.From(results.Scores.Select(r => r with { Seed = 7 + (10 * r.Seed) })),
            Items = ItemTable.From(results.Items.Select(r => r with { Seed = 7 + (10 * r.Seed) })),
        };

        Assert.Equal(Printed(FindingsReport.Analyze(results)), Printed(FindingsReport.Analyze(renamed)));
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public void TheCultureChangesNothing(string culture)
    {
        StudyResults results = Study.Draw();
        string invariant = Printed(FindingsReport.Analyze(results));
        using var _ = new InCulture(culture);

        Assert.Equal(invariant, Printed(FindingsReport.Analyze(results)));
    }

    [Fact]
    public void DuplicatesCountOnceAndAreSaid()
    {
        StudyResults results = Study.Draw();
        StudyResults doubled = new()
        {
            Scores = ScoreTable.From(results.Scores.Concat(results.Scores.Take(3).Select(r => r with { StandardError = 0.4 }))),
            Items = ItemTable.From(results.Items.Concat(results.Items.Take(5).Select(r => r with { Score = 1 - r.Score }))),
        };
        LatentImprovement one = LatentImprovementAnalyzer.Default.Analyze(results), other = LatentImprovementAnalyzer.Default.Analyze(doubled);

        Assert.Equal(Rows(one.Tasks), Rows(other.Tasks));
        Assert.Equal(one.Finding.Interval, other.Finding.Interval);
        Assert.Equal(
            ["3 duplicate rows of scores and 5 duplicate records of items were left out: the first of each is used."],
            other.Finding.Assumptions.Except(one.Finding.Assumptions));
    }

    [Fact]
    public void ScoresInOtherMetricsAreLeftOutAndSaid()
    {
        StudyResults results = (Study with { WithItems = false }).Draw();
        StudyResults more = results with { Scores = ScoreTable.From(results.Scores.SelectMany(r => new[] { r, r with { Metric = "acc_norm", Score = 0.1 } })) };
        LatentImprovement one = LatentImprovementAnalyzer.Default.Analyze(results), other = LatentImprovementAnalyzer.Default.Analyze(more);

        Assert.Equal(Rows(one.Tasks), Rows(other.Tasks));
        Assert.Equal([string.Create(CultureInfo.InvariantCulture, $"{results.Scores.Count} rows of scores in other metrics than the primary ones were left out.")], other.Finding.Assumptions.Except(one.Finding.Assumptions));
    }

    [Fact]
    public void AScoreThatIsNotANumberIsAMissingOne()
    {
        StudyResults results = (Study with { WithItems = false }).Draw();
        StudyResults holes = results with { Scores = ScoreTable.From(results.Scores.Select(r => r.Step == 200 ? r with { Score = double.NaN } : r)) };
        StudyResults without = results with { Scores = ScoreTable.From(results.Scores.Where(r => r.Step != 200)) };

        Assert.Equal(Printed(FindingsReport.Analyze(without)), Printed(FindingsReport.Analyze(holes)));
    }

    [Fact]
    public void SeveralModelsAreRefusedByNameAndTakenOneByOne()
    {
        StudyResults first = Study.Draw(), second = (Study with { DrawSeed = 9 }).Draw();
        StudyResults both = new()
        {
            Scores = ScoreTable.From(first.Scores.Select(r => r with { Model = "b" }).Concat(second.Scores.Select(r => r with { Model = "a" }))),
            Items = ItemTable.From(first.Items.Select(r => r with { Model = "b" }).Concat(second.Items.Select(r => r with { Model = "a" }))),
            Settings = new Dictionary<string, string> { ["recipe"] = "full" },
        };

        Assert.Equal(["a", "b"], both.Models);
        Assert.Equal([""], first.Models);
        AmuroException error = Assert.Throws<AmuroException>(() => FindingsReport.Analyze(both));
        Assert.Equal("Results: expected those of one model series, found 'a', 'b'; choose one with StudyResults.ForModel", error.Message);
        Assert.Equal(Printed(FindingsReport.Analyze(first)), Printed(FindingsReport.Analyze(both.ForModel("b"))));
        Assert.Equal(Printed(FindingsReport.Analyze(second)), Printed(FindingsReport.Analyze(both.ForModel("a"))));
        Assert.Equal("full", both.ForModel("a").Settings["recipe"]);
        Assert.Same(first, first.ForModel(""));
        Assert.Equal("Model: expected one of 'a', 'b', found 'c'", Assert.Throws<AmuroException>(() => both.ForModel("c")).Message);
    }

    [Fact]
    public void WithoutAnyChanceLevelTheCurvesAreTestedAndTheReasonSaysSo()
    {
        StudyResults results = (Study with { WithItems = false, Steps = [0, 100, 200, 300, 400, 500] }).Draw();
        StudyResults unknown = results with { Scores = ScoreTable.From(results.Scores.Select(r => r with { Chance = double.NaN })) };
        LatentImprovement report = LatentImprovementAnalyzer.Default.Analyze(unknown);

        Assert.Equal(Verdict.NotEstimable, report.Finding.Verdict);
        Assert.Contains("no task has a known chance level", report.Finding.Sentence, StringComparison.Ordinal);
        LatentImprovementTask task = report.Tasks.Single(t => t.Task == "nli_ood");
        Assert.True(task.TunedTrend is { Tau: > 0.8, PValue: < 0.05, Method: MannKendallMethod.Exact or MannKendallMethod.Permutation } && !task.BaseAtChance && !task.IsLatent);
        Assert.Equal("the chance level is not known", task.TunedTrendAtChance.Reason);
        Assert.True(task.TunedChange.IsEstimable && task.Onset.Warning is not null);
    }

    private static string[] Rows<T>(IEnumerable<T> tasks)
        where T : notnull => [.. tasks.Select(t => Text(t)).Order(StringComparer.Ordinal)];

    // Records print their values; lists within them do not.
    private static string Text(object task) => task is LatentImprovementTask latent ? $"{task} {string.Join(' ', latent.Checkpoints)}" : task.ToString()!;

    private static string Printed(FindingsReport report) =>
        string.Join('\n', Tables.Of(report).SelectMany(t => t.Rows.Select(r => string.Join(';', r))).Concat(report.AllFindings.SelectMany(f => f.Assumptions)));

    private static T[] Shuffled<T>(IEnumerable<T> rows, int seed)
    {
        T[] all = [.. rows];
        var random = new SeededRandom(seed);
        for (int i = all.Length - 1; i > 0; i--)
        {
            int j = random.Next(i + 1);
            (all[i], all[j]) = (all[j], all[i]);
        }

        return all;
    }
}
