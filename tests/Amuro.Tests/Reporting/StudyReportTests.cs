using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Amuro.Analysis;
using Amuro.Analysis.Auditing;
using Amuro.Reporting;
using Amuro.Results;

namespace Amuro.Tests.Reporting;

public sealed class StudyReportTests
{
    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";
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
        Assert.Equal(["evaluated on", "first sentence only", "second sentence only"], tables[1].Element("thead")!.Descendants("th").Select(e => e.Value));
        Assert.Equal(["nli_ood", "0.750", "0.500"], Row(tables[1], "nli_ood"));
        Assert.Equal(["nli_id", "0.742", "n/a"], Row(tables[1], "nli_id"));

        static string[] Row(XElement table, string task) => table.Descendants("tr").Select(r => r.Elements().Select(c => c.Value).ToArray()).Single(r => r.Length > 0 && r[0] == task);
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

    [Fact]
    public void TheAuditSaysWhatItFoundAndWhere()
    {
        StudyResults study = SyntheticStudy.Create(seeds: 1, items: 20, steps: [0, 1200]);
        AuditFinding finding = new()
        {
            Rule = "labels_constant", Severity = AuditSeverity.Serious, Statement = "All labels of <qqp> are \u22121.", Consequence = "A model that answers \u22121 scores 1.",
            Rows = [.. study.Scores.Take(60).Select(r => new AuditRow { Score = r, Remark = "label \u22121" })],
            Figures = new Dictionary<string, double> { ["ratio_mean"] = 0.51239, ["cells"] = 1234 },
        };
        AuditReport audit = new([finding, finding with { Severity = AuditSeverity.Note, Rows = [], Statement = "Second." }]);
        XDocument page = XDocument.Parse(Report(study).WithAudit(audit).ToHtml());
        XElement section = page.Descendants("section").Single(s => s.Attribute("id")?.Value == "audit");
        string text = section.Value;
        Assert.Contains("1 serious, 1 note", text, StringComparison.Ordinal);
        Assert.Contains("All labels of <qqp> are \u22121.", text, StringComparison.Ordinal);
        Assert.Contains("A model that answers \u22121 scores 1.", text, StringComparison.Ordinal);
        Assert.Contains("labels constant", text, StringComparison.Ordinal);
        Assert.Contains("cells 1,234, ratio mean 0.5124", text, StringComparison.Ordinal);
        Assert.Contains("60 rows concerned: the first 50; all are in tables/audit_rows.csv", text, StringComparison.Ordinal);
        Assert.Equal(50, section.Descendants("details").Single().Descendants("tbody").Single().Elements("tr").Count());

        Table[] tables = [.. Tables.Of(audit)];
        Assert.Equal(["1", "labels_constant", "serious", finding.Statement, finding.Consequence, "true", "60", "cells=1234; ratio_mean=0.51239"], tables[0].Rows[0]);
        Assert.Equal(60, tables[1].Rows.Count);
        Assert.All(tables[1].Rows, r => Assert.Equal(tables[1].Columns.Length, r.Length));
    }

    [Fact]
    public void AnUnfinishedStudySaysWhatIsNotThereYet()
    {
        StudyReport report = Report(SyntheticStudy.Create(seeds: 1, items: 20, steps: [0, 1200]));
        Assert.DoesNotContain("not finished", report.ToHtml(), StringComparison.Ordinal);
        XDocument page = XDocument.Parse(report.WithMissing([.. Enumerable.Range(0, 12).Select(i => $"<step {i}> fine-tuned on nli")]).WithTitle("t").ToHtml());
        string text = page.Descendants("header").Single().Value;
        Assert.Contains("This study is not finished. Not there yet: 12 cells.", text, StringComparison.Ordinal);
        Assert.Contains("<step 11> fine-tuned on nli", text, StringComparison.Ordinal);
        Assert.Contains("4 more", text, StringComparison.Ordinal);
    }

    [Fact]
    public void AStudyOfSixtyTasksAndTenTuningsStaysReadable()
    {
        StudyResults study = LargeStudy.Create(tasks: 60, tunings: 10, steps: 20);
        string html = Report(study).WithMissing([.. Enumerable.Range(0, 5000).Select(i => $"cell {i}")]).ToHtml();
        XDocument page = XDocument.Parse(html);
        Assert.InRange(Encoding.UTF8.GetByteCount(html), 100_000, 4_000_000);
        // More curves than styles: base and mean of the tuned ones in every panel.
        Assert.All(page.Descendants("section").Single(s => s.Attribute("id")?.Value == "curves").Descendants(s_svg + "svg").Where(c => c.Attribute("class")!.Value == "chart"),
            c => Assert.InRange(c.Descendants(s_svg + "path").Count(p => p.Attribute("class")?.Value == "line"), 1, 2));
    }

    [Fact]
    public void ReportsCannotMixModels()
    {
        StudyResults study = SyntheticStudy.Create(seeds: 1, items: 20, steps: [0, 1200]);
        StudyResults two = study with { Scores = ScoreTable.From(study.Scores.Select((r, i) => r with { Model = i % 2 == 0 ? "a" : "b" })) };
        AmuroException error = Assert.Throws<AmuroException>(() => new StudyReport(two, SyntheticFindings.Of(study)));
        Assert.Contains("ForModel", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("everything missing")]
    [InlineData("base only")]
    [InlineData("fine-tuned only")]
    [InlineData("one checkpoint")]
    [InlineData("no errors, no counts, no chance")]
    [InlineData("scores beyond 0 to 1")]
    public async Task WhateverIsMissingTheReportIsWritten(string what)
    {
        StudyResults study = SyntheticStudy.Create(seeds: 1, items: 20, steps: what == "one checkpoint" ? [600] : [0, 600, 1200], records: what == "one checkpoint");
        ScoreRow[] rows = [.. study.Scores.Where(r => what switch { "base only" => r.Stage == Stage.Base, "fine-tuned only" => r.Stage == Stage.FineTuned, _ => true })];
        rows = [.. rows.Select(r => what switch
        {
            "everything missing" => r with { Score = double.NaN, StandardError = double.NaN, N = 0, Chance = double.NaN, Majority = double.NaN },
            "no errors, no counts, no chance" => r with { StandardError = double.NaN, N = 0, Chance = double.NaN },
            "scores beyond 0 to 1" => r with { Score = 40 * r.Score - 3 },
            _ => r,
        })];
        using TemporaryFolder folder = new();
        string report = await new StudyReport(study with { Scores = ScoreTable.From(rows) }).SaveAllAsync(folder.Path);
        XDocument page = XDocument.Parse(await File.ReadAllTextAsync(report));
        Assert.All(page.Descendants().Attributes(), a => Assert.DoesNotContain("NaN", a.Value, StringComparison.Ordinal));
        Assert.DoesNotContain("NaN", Text(page), StringComparison.Ordinal);
        foreach (string picture in Directory.EnumerateFiles(Path.Combine(folder.Path, "pictures"), "*.svg"))
        {
            Assert.DoesNotContain("NaN", await File.ReadAllTextAsync(picture), StringComparison.Ordinal);
            Assert.True(File.Exists(Path.ChangeExtension(picture, ".png")));
        }
    }

    [Fact]
    public void EveryPartCanBeReachedAndReadAloud()
    {
        XDocument page = XDocument.Parse(s_page.Value);
        Assert.All(page.Descendants(s_svg + "svg").Where(s => s.Attribute("class")?.Value == "chart"), s =>
        {
            Assert.Equal("img", s.Attribute("role")!.Value);
            Assert.NotEqual("", s.Attribute("aria-label")!.Value);
        });
        Assert.All(page.Descendants("table"), t => Assert.All(t.Descendants("th"), h => Assert.Contains(h.Attribute("scope")!.Value, (string[])["col", "row"])));
        Assert.All(page.Descendants("table").Where(t => t.Element("thead") is not null), t => Assert.NotNull(t.Element("caption")));

        // Headings go down one level at a time.
        int[] levels = [.. page.Descendants().Select(e => e.Name.LocalName).Where(n => n is "h1" or "h2" or "h3" or "h4").Select(n => n[1] - '0')];
        Assert.Equal(1, levels[0]);
        Assert.Single(levels, 1);
        Assert.All(levels.Zip(levels.Skip(1)), p => Assert.True(p.Second <= p.First + 1));
        string[] ids = [.. page.Descendants().Attributes("id").Select(a => a.Value)];
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
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
