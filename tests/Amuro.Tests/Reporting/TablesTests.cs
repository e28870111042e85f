using System.Globalization;
using Amuro.Analysis;
using Amuro.Reporting;
using Amuro.Results;

namespace Amuro.Tests.Reporting;

public sealed class TablesTests
{
    [Fact]
    public void EveryTableIsWrittenAndReadBack()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        string folder = Directory.CreateTempSubdirectory("amuro-tables").FullName;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            StudyResults study = SyntheticStudy.Create(seeds: 1, items: 20);
            FindingsReport findings = SyntheticFindings.Of(study);
            new StudyReport(study, findings).SaveTables(folder);
            string[] names = [.. Directory.GetFiles(folder).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];
            Assert.Equal([.. Tables.Of(findings).Select(t => t.Name + ".csv").Concat(["audit.csv", "audit_rows.csv", "tables.md"]).Order(StringComparer.Ordinal)], names);
            Assert.Superset(new HashSet<string> { "findings.csv", "fine_tuning_gain.csv", "forgetting.csv", "latent_improvement.csv", "prompt_sensitivity.csv" }, names.ToHashSet());
            foreach (string name in names.Where(n => n.EndsWith(".csv", StringComparison.Ordinal)))
            {
                string path = Path.Combine(folder, name);
                string[][] rows = [.. CsvText.Records(File.ReadAllText(path), path).Select(r => r.Fields)];
                Assert.All(rows, r => Assert.Equal(rows[0].Length, r.Length));
                Assert.DoesNotContain(rows.SelectMany(r => r), f => f is "NaN" or "0,216");
            }

            string[][] gains = [.. CsvText.Records(File.ReadAllText(Path.Combine(folder, "fine_tuning_gain.csv")), "gain").Select(r => r.Fields).Skip(1)];
            Assert.Equal(findings.Gain.Tasks.Select(t => t.Gain.Value), gains.Select(r => double.Parse(r[10], CultureInfo.InvariantCulture)));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void NumbersThatAreMissingAreEmpty()
    {
        StudyResults study = SyntheticStudy.Create(seeds: 1, items: 20, steps: [0]);
        string csv = TableFiles.Csv(Tables.Of(SyntheticFindings.Of(study))[0]);
        Assert.Contains("not estimable,,,,0.95,,", csv, StringComparison.Ordinal);
    }

    [Fact]
    public void MarkdownHoldsNoMarkupOfNames()
    {
        string text = TableFiles.Markdown("a|b <script>", [new Table("t", ["x", "y"], [["p|q\n`r`", "0.123456789"], ["", "1"]]), new Table("empty_one", ["x"], [])]);
        Assert.Equal("# a\\|b &lt;script&gt;\n\n## t\n\n| x | y |\n| --- | --- |\n| p\\|q \\`r\\` | 0.1235 |\n| n/a | 1 |\n\n## empty one\n\nNo rows: the data needed are missing.\n", text);
    }
}
