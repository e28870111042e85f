using System.Globalization;
using System.Text.Json;
using Amuro.Analysis;
using Amuro.Analysis.Statistics;
using Amuro.Results;

namespace Amuro.Tests.Analysis;

public sealed class FindingsReportTests
{
    [Fact]
    public void SavesTheFindingsAsJson()
    {
        FindingsReport report = FindingsReport.Analyze(Worlds.Miniature.Draw());
        string folder = Directory.CreateTempSubdirectory("amuro").FullName;
        try
        {
            string path = Path.Combine(folder, "findings.json");
            report.SaveJson(path);
            Assert.Equal([path], Directory.GetFiles(folder));
            using JsonDocument json = JsonDocument.Parse(File.ReadAllText(path));
            JsonElement[] findings = [.. json.RootElement.EnumerateArray()];

            Assert.Equal(5, findings.Length);
            Assert.All(findings, f => Assert.Equal(["question", "verdict", "effect", "interval", "level", "p", "adjusted_p", "test", "sentence", "assumptions"], f.EnumerateObject().Select(p => p.Name)));
            Assert.Equal("supported", findings[0].GetProperty("verdict").GetString());
            Assert.Equal(report.Findings[0].Effect, findings[0].GetProperty("effect").GetDouble());
            Assert.Equal(report.Findings[0].Interval.Low, findings[0].GetProperty("interval")[0].GetDouble());
            Assert.Equal(report.AllFindings.Select(f => f.AdjustedPValue), findings.Select(f => f.GetProperty("adjusted_p").ValueKind == JsonValueKind.Null ? double.NaN : f.GetProperty("adjusted_p").GetDouble()));
            Assert.Equal(report.AllFindings.Select(f => f.Assumptions.Count), findings.Select(f => f.GetProperty("assumptions").GetArrayLength()));
            Assert.Equal("two-sided bootstrap of fine-tuning runs, then clusters of items, 2000 resamples", findings[0].GetProperty("test").GetString());
            Assert.Equal("not estimable", findings[3].GetProperty("verdict").GetString());
            Assert.Equal(JsonValueKind.Null, findings[3].GetProperty("effect").ValueKind);
            Assert.All(findings[3].GetProperty("interval").EnumerateArray(), e => Assert.Equal(JsonValueKind.Null, e.ValueKind));
            Assert.Equal(JsonValueKind.Null, findings[3].GetProperty("p").ValueKind);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void PIsCorrectedOverAllFindings()
    {
        FindingsReport report = FindingsReport.Analyze((Worlds.Miniature with { Formats = ["default", "instruct"] }).Draw());
        Assert.Equal(Holm.Adjust([.. report.AllFindings.Select(f => f.PValue)]), report.AllFindings.Select(f => f.AdjustedPValue));
        Assert.Equal(report.AllFindings.Take(4), report.Findings);
        Assert.Equal(5, report.AllFindings.Count(f => f.AdjustedPValue >= f.PValue));
        Assert.True(double.IsNaN(report.Latent.Finding.AdjustedPValue));
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public void TheCultureChangesNoByteOfTheFindings(string culture)
    {
        StudyResults results = (Worlds.Miniature with { Formats = ["default", "instruct"], Seeds = 2, Items = 60 }).Draw();
        string folder = Directory.CreateTempSubdirectory("amuro").FullName;
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            FindingsReport.Analyze(results).SaveJson(Path.Combine(folder, "a"));
            CultureInfo.CurrentCulture = new CultureInfo(culture);
            FindingsReport.Analyze(results).SaveJson(Path.Combine(folder, "b"));
            Assert.Equal(File.ReadAllText(Path.Combine(folder, "a")), File.ReadAllText(Path.Combine(folder, "b")));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void EveryModelOfATableHasItsReport()
    {
        StudyResults one = (Worlds.Miniature with { Seeds = 1, Items = 40 }).Draw(), other = (Worlds.Null with { Seeds = 1, Items = 40 }).Draw();
        StudyResults both = new()
        {
            Scores = ScoreTable.From(one.Scores.Select(s => s with { Model = "one" }).Concat(other.Scores.Select(s => s with { Model = "other" }))),
            Items = ItemTable.From(one.Items.Select(i => i with { Model = "one" }).Concat(other.Items.Select(i => i with { Model = "other" }))),
        };
        IReadOnlyDictionary<string, FindingsReport> reports = FindingsReport.AnalyzeEach(both);

        Assert.Equal(["one", "other"], reports.Keys);
        Assert.Equal(FindingsReport.Analyze(one).AllFindings.Select(f => f.Sentence), reports["one"].AllFindings.Select(f => f.Sentence));
        Assert.Equal(FindingsReport.Analyze(other).AllFindings.Select(f => f.Sentence), reports["other"].AllFindings.Select(f => f.Sentence));
        Assert.Throws<AmuroException>(() => FindingsReport.Analyze(both));
        Assert.Empty(FindingsReport.AnalyzeEach(new StudyResults { Scores = ScoreTable.From([]) }));
    }

    [Fact]
    public void AllVerdictsHaveWords() => Assert.Equal(
        ["supported", "not supported", "inconclusive", "not estimable"], Enum.GetValues<Verdict>().Select(v => v.ToText()));

    [Fact]
    public void TheSameSeedGivesTheSameFindings()
    {
        StudyResults results = Worlds.Miniature.Draw();
        Finding first = LatentImprovementAnalyzer.Default.Analyze(results).Finding;
        Finding again = LatentImprovementAnalyzer.Default.Analyze(results).Finding;
        Finding other = LatentImprovementAnalyzer.Default.WithSeed(5).Analyze(results).Finding;

        Assert.Equal(first.Interval, again.Interval);
        Assert.NotEqual(first.Interval, other.Interval);
        Assert.Equal(first.Effect, other.Effect, 10);
    }

    [Fact]
    public void AllMistakesAreReportedAtOnce()
    {
        AmuroException error = Assert.Throws<AmuroException>(() => ForgettingAnalyzer.Default
            .WithAlpha(2).WithResamples(5).WithMinimumEffect(double.NaN).WithMinimumKnowledge(-1).WithHeadlineCheckpoints(0).Analyze(Worlds.Null.Draw()));

        Assert.Equal(
            "ForgettingAnalyzer: Alpha: expected between 0 and 1, found 2; Resamples: expected at least 100, found 5; "
            + "MinimumEffect: expected 0 to 1, found NaN; MinimumKnowledge: expected 0 to 1, found -1; HeadlineCheckpoints: expected at least 1, found 0",
            error.Message);
        error = Assert.Throws<AmuroException>(() => LatentImprovementAnalyzer.Default.WithFormat("none").Analyze(Worlds.Null.Draw()));
        Assert.Equal("Format: expected one of default, found 'none'", error.Message);
    }

    [Fact]
    public void DefaultsAreAsDocumented()
    {
        Assert.Equal((0.05, 2000, 0L, 0.02, null), (LatentImprovementAnalyzer.Default.Alpha, LatentImprovementAnalyzer.Default.Resamples, LatentImprovementAnalyzer.Default.Seed, LatentImprovementAnalyzer.Default.MinimumEffect, LatentImprovementAnalyzer.Default.Format));
        Assert.Equal(0.8, FineTuningGainAnalyzer.Default.CapabilityThreshold);
        Assert.Equal((0.05, 1), (ForgettingAnalyzer.Default.MinimumKnowledge, ForgettingAnalyzer.Default.HeadlineCheckpoints));
        Assert.Equal(0.8, FineTuningGainAnalyzer.Default.WithSeed(3).CapabilityThreshold);
    }

    [Fact]
    public void ManyItemsGiveEveryFinding()
    {
        StudyResults results = (Worlds.Miniature with { Formats = ["default", "instruct", "io"], Items = 150, Seeds = 4 }).Draw();
        Assert.True(results.Items.Count > 350_000);
        FindingsReport report = FindingsReport.Analyze(results);
        Assert.Equal(4, report.Findings.Count);
    }
}
