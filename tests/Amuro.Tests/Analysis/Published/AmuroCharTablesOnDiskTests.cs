using System.Globalization;
using System.Text.Json;
using Amuro.Analysis.Published;
using Amuro.Reporting;
using Amuro.Results;
using Amuro.Results.Importers;
using Amuro.Tests.Analysis.Statistics;

namespace Amuro.Tests.Analysis.Published;

/// <summary>What PaperTables writes, read again: the figures of shared/goldens/statistics/paper.json to 6 digits, in any culture.</summary>
[Trait("Category", "Shared")]
public sealed class AmuroCharTablesOnDiskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly InCulture _culture = new("de-DE");

    public void Dispose()
    {
        _culture.Dispose();
        _folder.Dispose();
    }

    [SkippableFact]
    public void Table_6_is_written_as_published()
    {
        Dictionary<string, string>[] rows = Written("table6");
        JsonElement table = Paper().GetProperty("table6");
        for (int i = 0; i < rows.Length; i++)
        {
            JsonElement ft = table.GetProperty("ft_learned").GetProperty("by_checkpoint")[i], pt = table.GetProperty("pt_learned_sciq_twice").GetProperty("by_checkpoint")[i];
            Close(ft.Number("raw"), rows[i]["ft_learned_raw"]);
            Close(ft.Number("ratio_percent"), rows[i]["ft_learned_ratio"]);
            Close(pt.Number("raw"), rows[i]["pt_learned_raw"]);
            Close(pt.Number("ratio_percent"), rows[i]["pt_learned_ratio"]);
            Close(ft.Number("ratio_of_sums_percent"), rows[i]["ft_learned_ratio_of_sums"]);
        }

        Assert.Equal(8, rows.Length);
    }

    [SkippableFact]
    public void Families_and_crossings_are_written_as_published()
    {
        Dictionary<string, string>[] rows = Written("families");
        foreach (JsonProperty group in Paper().GetProperty("ood_by_family").EnumerateObject().Concat(Paper().GetProperty("cross_task").EnumerateObject()))
        {
            Dictionary<string, string> row = rows.Single(r => r["group"] == group.Name && r["task"].Length == 0);
            foreach (string figure in (string[])["n", "raw_mean", "raw_sd", "ratio_mean", "ratio_sd", "ratio_median", "ratio_of_sums"])
            {
                Close(group.Value.Number(figure), row[figure]);
            }

            foreach (JsonProperty pair in group.Value.GetProperty("ratio_mean_by_pair").EnumerateObject())
            {
                string[] names = pair.Name.Split("->");
                Close(pair.Value.GetDouble(), rows.Single(r => r["group"] == group.Name && r["tuned_on"] == names[0] && r["task"] == names[1])["ratio_mean"]);
            }
        }
    }

    [SkippableFact]
    public void Format_spreads_and_trends_are_written_as_published()
    {
        Dictionary<string, string>[] formats = Written("format_spread");
        foreach (JsonProperty series in Paper().GetProperty("format_spread").GetProperty("by_dataset").EnumerateObject())
        {
            string[] name = series.Name.Split('/');
            Dictionary<string, string>[] own = [.. formats.Where(r => r["task"] == name[0] && (r["tuned_on"].Length == 0) == (name[1] == "base"))];
            JsonElement[] expected = [.. series.Value.GetProperty("by_checkpoint").EnumerateArray()];
            Assert.Equal(expected.Length, own.Length);
            for (int i = 0; i < own.Length; i++)
            {
                Assert.All((string[])["default", "instruct", "inputoutput", "spread", "relative_spread", "sd_population", "default_minus_instruct"], f => Close(expected[i].Number(f), own[i][f]));
            }
        }

        Dictionary<string, Dictionary<string, string>> trends = Written("trends").ToDictionary(r => r["curve"]);
        foreach (JsonProperty curve in Paper().GetProperty("trends").EnumerateObject())
        {
            Close(curve.Value.Number("p_used"), trends[curve.Name]["p"]);
            Close(curve.Value.Number("p_holm"), trends[curve.Name]["p_holm"]);
            Close(curve.Value.Number("p_benjamini_hochberg"), trends[curve.Name]["p_benjamini_hochberg"]);
            Close(curve.Value.Doubles("theil_sen_per_100k")[0], trends[curve.Name]["slope_per_100k"]);
        }
    }

    [SkippableFact]
    public void What_is_analysed_is_the_papers_own_protocol_on_labels_that_exist()
    {
        StudyResults tables = AmuroCharTables.Import(SharedData.Require("data/paper")).ToResults();
        StudyResults usable = AmuroCharFacts.Usable(tables);
        Assert.Equal(602 - 46, usable.Scores.Count); // without the 46 rows of qqp and stsb
        Assert.All(usable.Scores, r => Assert.Equal(("olmo1b", 4), (r.Model, r.Shots)));
        Assert.DoesNotContain(usable.Scores, r => r.Task is "qqp" or "stsb" || r.Format == AmuroCharTables.OfficialFormat);
        ScoreRow paws = usable.Scores.First(r => r.Task == "paws");
        Assert.Equal((0.5, 0.558, 8000), (paws.Chance, paws.Majority, paws.N));
        Assert.Equal("qqp, stsb", usable.Settings["left out: unusable labels"]);
        Assert.Equal("107 rows of the official table, 47 rows of other runs", usable.Settings["left out: other protocols"]);
    }

    private static JsonElement Paper() => JsonDocument.Parse(File.ReadAllText(SharedData.Require("goldens/statistics/paper.json"))).RootElement;

    private Dictionary<string, string>[] Written(string table)
    {
        AmuroCharTableFiles.Save(AmuroCharFigures.Of(AmuroCharTables.Import(SharedData.Require("data/paper")).Scores), _folder.Path);
        string[][] lines = [.. File.ReadLines(_folder.File(table + ".csv")).Select(l => l.Split(','))];
        return [.. lines.Skip(1).Select(l => lines[0].Zip(l).ToDictionary(c => c.First, c => c.Second))];
    }

    private static void Close(double expected, string written) =>
        StatisticsGoldens.Close(expected, double.Parse(written, CultureInfo.InvariantCulture), written, 1e-6);
}
