using System.Globalization;
using System.Text.Json;
using Amuro.Analysis.Auditing;
using Amuro.Analysis.Published;
using Amuro.Results;
using Amuro.Results.Importers;
using Amuro.Tests.Analysis.Statistics;

namespace Amuro.Tests.Analysis.Published;

/// <summary>The auditor on the paper's tables, against shared/goldens/statistics/paper.json: the same rows and figures, by general rules.</summary>
[Trait("Category", "Shared")]
public sealed class AmuroCharAuditTests
{
    private static readonly Lazy<StudyResults> s_tables = new(() => AmuroCharTables.Import(SharedData.Require("data/paper")).ToResults());

    private static readonly Lazy<AuditReport> s_report = new(() => AmuroCharFacts.Audit.Run(s_tables.Value));

    private static readonly Lazy<AuditReport> s_blind = new(() => DataAudit.Default.Run(s_tables.Value));

    private static readonly Lazy<JsonElement> s_paper = new(() => JsonDocument.Parse(File.ReadAllText(SharedData.Require("goldens/statistics/paper.json"))).RootElement);

    [SkippableFact]
    public void Every_finding_of_the_reference_has_exactly_its_rows()
    {
        foreach (JsonElement expected in s_paper.Value.GetProperty("audit").EnumerateArray())
        {
            string rule = expected.GetProperty("finding").GetString()!;
            Assert.Equal(Places(expected.GetProperty("rows")), Places(Only(rule).Rows));
        }
    }

    [SkippableFact]
    public void What_follows_from_the_tables_alone_is_found_without_any_facts()
    {
        foreach (string rule in (string[])["untrained_model_is_perfect", "zero_standard_error", "zero_score", "one_name_two_protocols"])
        {
            Assert.Equal(Places(Golden(rule).GetProperty("rows")), Places(s_blind.Value.Findings.Single(f => f.Rule == rule).Rows));
        }

        Assert.All(s_blind.Value.Findings, f => Assert.True(f.FromTablesAlone, f.Rule));
        // Without the groups of the paper, the outlier shows in the groups of the table.
        HashSet<(string, int)> outlier = [.. s_blind.Value.Findings.Single(f => f.Rule == "ratio_driven_by_one_cell").Rows.Select(Place)];
        Assert.Contains(("all_perf_table", 334), outlier);
        Assert.Contains(("all_perf_table", 155), outlier);
    }

    [SkippableFact]
    public void The_scores_that_rest_on_labels_of_minus_one_are_those_of_the_reference() =>
        Assert.Equal(Places(Golden("untrained_model_is_perfect").GetProperty("affected")), Places(Only("unusable_labels").Rows));

    [SkippableFact]
    public void Scores_that_equal_the_share_of_a_class_name_the_class_and_the_distance()
    {
        Dictionary<(string, int), AuditRow> found = Only("score_equals_class_share").Rows.ToDictionary(Place);
        foreach (JsonElement row in Golden("score_equals_class_share").GetProperty("rows").EnumerateArray())
        {
            AuditRow own = found[Place(row)];
            Assert.Equal($"share of the class '{row.GetProperty("label").GetString()}'", own.Remark);
            Close(row.Number("share"), own.Figures["share"], "share");
            Close(row.Number("z"), own.Figures["z"], "z");
        }

        Assert.Contains(found.Values, r => r.Score is { Task: "mnli_matched", TunedOn: "mnli", Step: 1000 });
        Assert.Contains(found.Values, r => r.Score is { Task: "paws", Stage: Stage.Base, Format: "default" });
    }

    [SkippableFact]
    public void Class_counts_of_the_facts_are_those_of_the_reference()
    {
        foreach (JsonProperty task in Golden("score_equals_class_share").GetProperty("class_counts").EnumerateObject())
        {
            Assert.Equal(task.Value.EnumerateObject().ToDictionary(c => c.Name, c => c.Value.GetInt32()), AmuroCharFacts.Audit.ClassCounts[task.Name].ToDictionary());
        }
    }

    [SkippableFact]
    public void Shots_that_are_scored_are_counted()
    {
        JsonElement expected = Golden("shots_scored");
        AuditFinding found = Only("shots_scored");
        Assert.Equal(expected.Number("four_shot_rows"), found.Figures["rows_with_4_shots"]);
        foreach (JsonProperty share in expected.GetProperty("share").EnumerateObject().Where(s => s.Name.StartsWith("llmbar", StringComparison.Ordinal)))
        {
            Close(share.Value.GetDouble(), found.Figures[$"share_{share.Name}"], share.Name);
            Assert.Equal(expected.GetProperty("items").Number(share.Name), found.Figures[$"items_{share.Name}"]);
        }

        foreach (JsonProperty items in expected.GetProperty("items").EnumerateObject())
        {
            Assert.Equal(items.Value.GetInt32(), AmuroCharFacts.Audit.ItemCounts[items.Name]);
        }
    }

    [SkippableFact]
    public void The_outlier_that_drives_the_ratio_has_the_figures_of_the_reference()
    {
        JsonElement expected = Golden("ratio_driven_by_one_cell");
        IReadOnlyDictionary<string, double> found = Only("ratio_driven_by_one_cell").Figures;
        JsonElement cell = expected.GetProperty("most_influential_cell");
        Close(expected.Number("ratio_mean"), found["ratio_mean"], "mean");
        Close(expected.Number("ratio_mean_without_that_cell_n31"), found["ratio_mean_without"], "without the cell");
        Close(expected.Number("ratio_mean_without_both_cells_of_that_base_n30"), found["ratio_mean_without_base"], "without the base");
        Close(expected.Number("ratio_mean_without_checkpoint_n28"), found["ratio_mean_without_checkpoint"], "without the checkpoint");
        Close(expected.Number("ratio_of_sums"), found["ratio_of_sums"], "ratio of sums");
        Close(expected.Number("ratio_median"), found["ratio_median"], "median");
        Close(cell.Number("base"), found["cell_base"], "base");
        Close(cell.Number("tuned"), found["cell_tuned"], "tuned");
        Close(cell.Number("ratio"), found["cell_ratio"], "ratio");
        Assert.Equal(424_000, found["cell_step"]);
    }

    [SkippableFact]
    public void The_stated_peak_is_not_the_peak()
    {
        JsonElement expected = Golden("peak_checkpoint");
        IReadOnlyDictionary<string, double> found = Only("peak_checkpoint").Figures;
        Assert.Equal(expected.GetProperty("peak_raw").GetString(), found["peak_raw"].ToString(CultureInfo.InvariantCulture));
        Assert.Equal(expected.GetProperty("peak_ratio").GetString(), found["peak_ratio"].ToString(CultureInfo.InvariantCulture));
        Close(expected.Number("peak_raw_minus_424000"), found["peak_raw_minus_stated"], "ahead");
    }

    [SkippableFact]
    public void The_pair_counted_twice_moves_the_means_of_the_reference()
    {
        JsonElement expected = Golden("pair_counted_twice");
        IReadOnlyDictionary<string, double> found = Only("pair_counted_twice").Figures;
        long[] steps = [.. s_paper.Value.GetProperty("checkpoints").EnumerateArray().Select(c => Step(c.GetString()!))];
        for (int i = 0; i < steps.Length; i++)
        {
            Close(expected.Doubles("raw_twice")[i], found[FormattableString.Invariant($"raw_as_stated_{steps[i]}")], "twice");
            Close(expected.Doubles("raw_once")[i], found[FormattableString.Invariant($"raw_once_{steps[i]}")], "once");
        }
    }

    [SkippableFact]
    public void One_name_for_two_protocols_names_the_tasks()
    {
        AuditFinding found = Only("one_name_two_protocols");
        Assert.Equal(Golden("one_name_two_protocols").GetProperty("datasets").EnumerateArray().Select(d => d.GetString()!), found.Rows.Select(r => r.Score.Task).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(Golden("one_name_two_protocols").GetProperty("model_ids").GetArrayLength(), found.Figures["models_with_the_same_shots_in_two_files"]);
    }

    [SkippableFact]
    public void Tied_curves_have_the_tests_of_the_reference()
    {
        IReadOnlyDictionary<string, double> found = Only("ties_in_trend_series").Figures;
        JsonElement curves = Golden("ties_in_trend_series").GetProperty("curves");
        foreach (JsonProperty curve in curves.EnumerateObject())
        {
            string name = curve.Name.Replace("/tuned", "/tulu", StringComparison.Ordinal);
            Close(curve.Value.Number("s"), found[$"{name}/s"], $"{name}: S");
            Close(curve.Value.Number("p_permutation"), found[$"{name}/p"], $"{name}: p");
            Close(curve.Value.Number("p_if_ties_ignored"), found[$"{name}/p_if_ties_ignored"], $"{name}: p without ties");
        }

        Assert.Equal(3 * curves.EnumerateObject().Count(), found.Count);
    }

    [SkippableFact]
    public void The_noise_floor_is_that_of_the_reference()
    {
        AuditFinding found = s_report.Value.Findings.Single(f => f.Rule == "noise_floor" && f.Rows[0].Score.Shots == 4);
        foreach (string stage in (string[])["base", "tuned"])
        {
            JsonElement expected = s_paper.Value.GetProperty("noise_floor").GetProperty(stage);
            foreach (string figure in (string[])["n", "median", "mean", "max"])
            {
                Close(expected.Number(figure), found.Figures[$"{stage}_{figure}"], $"{stage} {figure}");
            }

            Dictionary<int, double> differences = found.Rows.Where(r => (r.Score.Stage == Stage.Base) == (stage == "base")).ToDictionary(r => Place(r).Row, r => r.Figures["absolute_difference"]);
            Assert.Equal(2 * expected.GetProperty("cells").GetArrayLength(), differences.Count);
            foreach (JsonElement cell in expected.GetProperty("cells").EnumerateArray())
            {
                Close(cell.Number("absolute_difference"), differences[cell.GetProperty("row_738000").GetInt32()], "difference");
                Close(cell.Number("absolute_difference"), differences[cell.GetProperty("row_main").GetInt32()], "difference");
            }
        }
    }

    [SkippableFact]
    public void The_items_that_the_standard_errors_imply_are_those_of_the_reference()
    {
        JsonElement expected = s_paper.Value.GetProperty("implied_items_from_se");
        IReadOnlyDictionary<string, double> found = Only("implied_items").Figures;
        Assert.Equal(2 * expected.EnumerateObject().Count(), found.Count);
        foreach (JsonProperty task in expected.EnumerateObject())
        {
            Assert.Equal(task.Value.Number("rows"), found[$"rows_{task.Name}"]);
            Close(task.Value.Number("median"), found[$"items_{task.Name}"], task.Name);
        }
    }

    [SkippableFact]
    public void Missing_cells_and_stray_rows_are_those_of_the_reference()
    {
        IEnumerable<(string, string, long)> expected = s_paper.Value.GetProperty("missing_4shot_cells").EnumerateArray()
            .SelectMany(m => m.GetProperty("missing").EnumerateArray().Select(c => (m.GetProperty("dataset").GetString()!, m.GetProperty("trained_on").GetString()!, Step(c.GetString()!))));
        AuditFinding missing = s_report.Value.Findings.Single(f => f.Rule == "missing_cells" && f.Rows[0].Score.Shots == 4);
        Assert.Equal(expected.Order(), missing.Rows.Select(r => (Dataset(r.Score), r.Score.TunedOn.Length == 0 ? "base" : r.Score.TunedOn, r.Score.Step)).Order());
        Assert.Equal(Places(s_paper.Value.GetProperty("stray_rows")), Places(Only("stray_rows").Rows));
    }

    [SkippableFact]
    public void The_file_holds_every_finding_with_its_rows()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "audit.json");
        s_report.Value.SaveJson(path);
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        JsonElement[] saved = [.. document.RootElement.EnumerateArray()];
        Assert.Equal(s_report.Value.Findings.Select(f => (f.Rule, f.Rows.Count)), saved.Select(f => (f.GetProperty("rule").GetString()!, f.GetProperty("rows").GetArrayLength())));
        JsonElement row = saved.First(f => f.GetProperty("rule").GetString() == "zero_score").GetProperty("rows")[0];
        Assert.Equal(22, row.GetProperty("line").GetInt32()); // row 20 of the table, counted from 0, after the header
        Assert.EndsWith("all_perf_table.csv", row.GetProperty("file").GetString(), StringComparison.Ordinal);
    }

    private static AuditFinding Only(string rule) => s_report.Value.Findings.Single(f => f.Rule == rule);

    private static JsonElement Golden(string finding) => s_paper.Value.GetProperty("audit").EnumerateArray().Single(f => f.GetProperty("finding").GetString() == finding);

    private static void Close(double expected, double found, string name) => StatisticsGoldens.Close(expected, found, name);

    private static (string Table, int Row)[] Places(JsonElement rows) => [.. rows.EnumerateArray().Select(Place).Order()];

    private static (string Table, int Row)[] Places(IReadOnlyList<AuditRow> rows) => [.. rows.Select(Place).Order()];

    private static (string Table, int Row) Place(JsonElement row) => (row.GetProperty("table").GetString()!, row.GetProperty("row").GetInt32());

    // Rows of the reference are counted from 0, after the header.
    private static (string Table, int Row) Place(AuditRow row) => (Path.GetFileNameWithoutExtension(row.Score.Source!.File), row.Score.Source.Line - 2);

    private static string Dataset(ScoreRow row) => row.Format == "default" ? row.Task : $"{row.Task}_{row.Format}";

    private static long Step(string checkpoint) => checkpoint == "main" ? AmuroCharTables.MainStep : long.Parse(checkpoint, CultureInfo.InvariantCulture);
}
