using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Amuro.Analysis;
using Amuro.Reporting;
using Amuro.Results;

namespace Amuro.Tests.Reporting;

public sealed class StudyReportTests
{
    private static readonly Lazy<string> s_page = new(() => Report(SyntheticStudy.Create()).ToHtml());

    [Fact]
    public void ThePageIsWellFormedAndCompletelyClosed()
    {
        XDocument page = XDocument.Parse(s_page.Value);
        Assert.Equal("html", page.Root!.Name.LocalName);
        // A browser reads an HTML element that closes itself as one that stays open.
        string[] open = [.. page.Descendants().Where(e => e.Name.NamespaceName.Length == 0 && e.IsEmpty).Select(e => e.Name.LocalName).Distinct().Order()];
        Assert.Equal(["link", "meta"], open);
        Assert.DoesNotMatch("[<>&]", Regex.Match(s_page.Value, "<style>(.*?)</style>", RegexOptions.Singleline).Groups[1].Value);
    }

    [Fact]
    public void EverySvgStandsAloneAsXml()
    {
        MatchCollection charts = Regex.Matches(s_page.Value, "<svg[^>]*class=\"chart\".*?</svg>", RegexOptions.Singleline);
        // 10 curves, gains, forgetting, and the spread of 8 sets with their mean
        Assert.Equal(10 + 1 + 1 + 9, charts.Count);
        Assert.All(charts, c =>
        {
            XDocument svg = XDocument.Parse(c.Value);
            Assert.Equal("http://www.w3.org/2000/svg", svg.Root!.Name.NamespaceName);
            Assert.All(svg.Descendants(), e => Assert.Equal("http://www.w3.org/2000/svg", e.Name.NamespaceName));
            Assert.All(svg.Descendants().Attributes(), a => Assert.DoesNotContain("NaN", a.Value, StringComparison.Ordinal));
        });
    }

    [Fact]
    public void ThePageLoadsNothingAndRunsNothing()
    {
        XDocument page = XDocument.Parse(s_page.Value);
        Assert.DoesNotContain(page.Descendants(), e => e.Name.LocalName is "script" or "iframe" or "img" or "object" or "embed" or "image" or "use");
        Assert.DoesNotContain(page.Descendants().Attributes(), a => a.Name.LocalName is "src" or "srcset" || a.Name.LocalName.StartsWith("on", StringComparison.OrdinalIgnoreCase));
        Assert.All(page.Descendants().Attributes("href"), a => Assert.True(a.Value.StartsWith('#') || a.Value == "data:,", a.Value));
        Assert.DoesNotContain("url(", s_page.Value, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", s_page.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void LinksOfTheContentsLeadSomewhere()
    {
        XDocument page = XDocument.Parse(s_page.Value);
        HashSet<string> ids = [.. page.Descendants().Attributes("id").Select(a => a.Value)];
        Assert.All(page.Descendants("a"), a => Assert.Contains(a.Attribute("href")!.Value[1..], ids));
    }

    [Fact]
    public void EveryFindingIsThereWithVerdictFiguresAndAssumptions()
    {
        FindingsReport findings = SyntheticFindings.Of(SyntheticStudy.Create());
        string text = Text(XDocument.Parse(s_page.Value));
        Assert.All(findings.Findings, f =>
        {
            Assert.Contains(f.Question, text, StringComparison.Ordinal);
            Assert.Contains(f.Sentence, text, StringComparison.Ordinal);
            Assert.Contains(f.Verdict.ToText(), text, StringComparison.Ordinal);
            Assert.All(f.Assumptions, a => Assert.Contains(a, text, StringComparison.Ordinal));
        });
        Assert.Contains("+0.216", text, StringComparison.Ordinal);
        Assert.Contains("95 % interval [+0.165, +0.276], p < 0.001", text, StringComparison.Ordinal);
    }

    [Fact]
    public void TheScoreTableHoldsScoresChanceAndBaselines()
    {
        XElement[] tables = [.. XDocument.Parse(s_page.Value).Descendants("section").Single(s => s.Attribute("id")?.Value == "scores").Descendants("table")];
        Assert.Equal(2, tables.Length);
        string[] row = Row(tables[0], "nli_ood");
        Assert.Equal(["nli_ood", "nli", "out-of-domain", "acc", "100"], row[..5]);
        Assert.Equal(["0.500", "0.500"], row[8..]);
        Assert.Equal(["n/a", "n/a"], Row(tables[0], "qgen_ood")[8..]);
        Assert.Equal(["evaluated on", "first sentence only", "second sentence only"], tables[1].Descendants("th").Select(e => e.Value));
        Assert.Equal(["nli_ood", "0.750", "0.500"], Row(tables[1], "nli_ood"));
        Assert.Equal(["nli_id", "0.742", "n/a"], Row(tables[1], "nli_id"));

        static string[] Row(XElement table, string task) => table.Descendants("tr").Select(r => r.Elements("td").Select(c => c.Value).ToArray()).Single(r => r.Length > 0 && r[0] == task);
    }

    [Fact]
    public void ScoresWithAnotherNumberOfShotsAreLeftOut()
    {
        StudyResults study = SyntheticStudy.Create(seeds: 1, items: 20, steps: [0, 1200]);
        string alone = Report(study).ToHtml();
        StudyResults both = study with { Scores = ScoreTable.From([.. study.Scores, .. study.Scores.Select(r => r with { Shots = 4, Score = 0 })]) };
        string mixed = Report(both).ToHtml();
        Assert.Contains("Shown are the scores with 0 worked examples", mixed, StringComparison.Ordinal);
        Assert.Equal(Charts(alone), Charts(mixed));

        static string Charts(string html) => string.Concat(Regex.Matches(html, "<svg.*?</svg>", RegexOptions.Singleline).Select(m => m.Value));
    }

    [Fact]
    public void TheAnalysesAreRunByDefault()
    {
        StudyResults study = SyntheticStudy.Create(seeds: 2, items: 30, steps: [0, 300, 600, 1200], records: true);
        string text = Text(XDocument.Parse(new StudyReport(study).ToHtml()));
        Assert.All(FindingsReport.Analyze(study).Findings, f => Assert.Contains(f.Sentence, text, StringComparison.Ordinal));
        Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
    }

    [Fact]
    public void TheAnalysesOfAnEmptyStudyAreReportedAsNotEstimable()
    {
        string text = Text(XDocument.Parse(new StudyReport(new StudyResults { Scores = ScoreTable.Empty }).ToHtml()));
        Assert.Contains("The study holds no scores", text, StringComparison.Ordinal);
        Assert.Contains("not estimable", text, StringComparison.Ordinal);
    }

    [Fact]
    public void HostileNamesAreText()
    {
        const string Hostile = "<script>alert('1')</script> \"&amp; \u0645\u0647\u0645\u0629 \u202E\u0001 ]]>";
        StudyResults study = SyntheticStudy.Create(seeds: 1, items: 20, steps: [0, 600, 1200]);
        study = study with
        {
            Scores = ScoreTable.From(study.Scores.Select(r => r with { Task = r.Task == "nli_ood" ? Hostile : r.Task, TunedOn = r.TunedOn == "size" ? Hostile + "2" : r.TunedOn, Format = r.Format == "io" ? Hostile : r.Format, Metric = r.Metric == "acc" ? Hostile : r.Metric })),
            Settings = new Dictionary<string, string> { [Hostile] = Hostile, ["baseline:" + Hostile + ":x:y"] = "0.5" },
        };
        string html = Report(study).WithTitle(Hostile).ToHtml();
        XDocument page = XDocument.Parse(html);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        string shown = Hostile.Replace('\u0001', '\uFFFD');
        Assert.Equal(shown, page.Descendants("h1").Single().Value);
        Assert.Contains(page.Descendants("bdi"), e => e.Value == shown);
        Assert.Contains(page.Descendants("{http://www.w3.org/2000/svg}title"), e => e.Value.Contains(shown, StringComparison.Ordinal));
    }

    [Fact]
    public void WhatIsMissingIsSaidAndNeverZero()
    {
        StudyResults study = SyntheticStudy.Create(seeds: 1, items: 20, steps: [0, 600, 1200]);
        study = study with { Scores = ScoreTable.From(study.Scores.Select(r => r.Task == "nli_ood" && r.Step == 1200 ? r with { Score = double.NaN, StandardError = double.NaN } : r)) };
        XDocument page = XDocument.Parse(Report(study).ToHtml());
        string text = Text(page);
        Assert.Contains("scores are missing; they are left out, never counted as 0", text, StringComparison.Ordinal);
        Assert.Contains("base model, step 1,200: missing", text, StringComparison.Ordinal);
        Assert.Contains("nli_ood after fine-tuning on nli: missing", text, StringComparison.Ordinal);
        Assert.All(page.Descendants().Attributes(), a => Assert.DoesNotContain("NaN", a.Value, StringComparison.Ordinal));
        Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
    }

    [Fact]
    public void AnEmptyStudySaysThatItIsEmpty()
    {
        string text = Text(XDocument.Parse(Report(new StudyResults { Scores = ScoreTable.Empty }).ToHtml()));
        Assert.Contains("The study holds no scores", text, StringComparison.Ordinal);
        Assert.Contains("settings of the study were not stored", text, StringComparison.Ordinal);
    }

    [Fact]
    public void OneCheckpointInOneFormatSaysWhatIsMissing()
    {
        string text = Text(XDocument.Parse(Report(SyntheticStudy.Create(seeds: 1, items: 20, steps: [1200], formats: 1)).ToHtml()));
        Assert.Contains("one checkpoint only", text, StringComparison.Ordinal);
        Assert.Contains("one prompt format only", text, StringComparison.Ordinal);
        Assert.Contains("at least two prompt formats", text, StringComparison.Ordinal);
        Assert.Contains("records of single items", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Stage.Base, "Missing: scores of fine-tuned models")]
    [InlineData(Stage.FineTuned, "Missing: scores of the base models")]
    public void HalfAStudySaysWhichHalfIsMissing(Stage only, string expected)
    {
        StudyResults study = SyntheticStudy.Create(seeds: 1, items: 20, steps: [0, 1200]);
        string text = Text(XDocument.Parse(Report(study with { Scores = ScoreTable.From(study.Scores.Where(r => r.Stage == only)) }).ToHtml()));
        Assert.Contains(expected, text, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("fa-IR")]
    public void TheCultureOfTheReaderChangesNothing(string culture)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo(culture);
            Assert.Equal(s_page.Value, Report(SyntheticStudy.Create()).ToHtml());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void FilesAreWrittenWholeAndBesideNothingElse()
    {
        string folder = Directory.CreateTempSubdirectory("amuro-report").FullName;
        try
        {
            string path = Path.Combine(folder, "new", "report.html");
            Report(SyntheticStudy.Create()).SaveHtml(path);
            Assert.Equal(s_page.Value, File.ReadAllText(path));
            Assert.Equal("<!DO"u8.ToArray(), File.ReadAllBytes(path)[..4]);
            Assert.Single(Directory.GetFiles(Path.GetDirectoryName(path)!));
            AmuroException error = Assert.Throws<AmuroException>(() => Report(SyntheticStudy.Create()).SaveHtml(Path.Combine(path, "under-a-file.html")));
            Assert.Contains(path, error.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static StudyReport Report(StudyResults study) => new(study, SyntheticFindings.Of(study));

    private static string Text(XDocument page) => WebUtility.HtmlDecode(string.Join('\n', page.Root!.Element("body")!.DescendantNodes().OfType<XText>().Select(t => t.Value)));
}
