using Amuro.Results;
using Amuro.Results.Importers;

namespace Amuro.Tests.Results.Importers;

public sealed class CsvImporterTests : IDisposable
{
    private const string Ladder = """
        _step,eval/c4_en-validation/CrossEntropyLoss,eval/downstream/arc_easy_val_rc_5shot_len_norm,learning_rate_peak
        1000,4.5,0.25,0.1
        2000,,0.5,0.1

        """;

    private static readonly Dictionary<string, string> s_columns = new() { ["step"] = "Schritt", ["task"] = "Aufgabe", ["score"] = "Wert" };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public void A_wide_file_is_read_in_any_culture(string culture)
    {
        using var here = new InCulture(culture);
        ScoreTable table = OlmoLadderCsv.Import(_folder.Write("190M.csv", Ladder)).Scores;
        Assert.Equal(
            [("190M", 1000L, "c4_en-validation", "default", 0, "CrossEntropyLoss", 4.5), ("190M", 1000, "arc_easy_val", "rc", 5, "len_norm", 0.25), ("190M", 2000, "arc_easy_val", "rc", 5, "len_norm", 0.5)],
            table.Select(r => (r.Model, r.Step, r.Task, r.Format, r.Shots, r.Metric, r.Score)));
        Assert.Equal([new RowSource(_folder.File("190M.csv"), 2), new RowSource(_folder.File("190M.csv"), 2), new RowSource(_folder.File("190M.csv"), 3)], table.Select(r => r.Source));
    }

    [Fact]
    public void Bad_fields_lines_and_columns_of_a_wide_file_are_listed()
    {
        string path = _folder.Write("bad.csv", Ladder.Replace("learning_rate_peak", "mystery", StringComparison.Ordinal).Replace("0.25", "0;25", StringComparison.Ordinal) + "x,1,1,1\n3000,1\n");
        Imported found = OlmoLadderCsv.Import(path, new ImportOptions { CollectProblems = true });
        Assert.Equal([1, 2, 4, 5], found.Problems.Select(p => p.Line));
        Assert.Contains("column 'eval/downstream/arc_easy_val_rc_5shot_len_norm': expected a number, found '0;25'", found.Problems[1].Message, StringComparison.Ordinal);
        Assert.Equal(2, found.Scores.Count);
        Assert.Contains("found 4 problems", Assert.Throws<AmuroException>(() => OlmoLadderCsv.Import(path)).Message, StringComparison.Ordinal);
        Assert.Contains("expected a column '_step'", Assert.Throws<AmuroException>(() => OlmoLadderCsv.Import(_folder.Write("no.csv", "a,b\n"))).Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [Trait("Category", "Shared")]
    [InlineData("190M-10xC.csv", 73, 91)]
    [InlineData("1B-10xC.csv", 163, 91)]
    [InlineData("peteish7_eval_full.csv", 186, 111)]
    public void The_published_wide_files_are_read_whole(string name, int steps, int columns)
    {
        ScoreTable table = OlmoLadderCsv.Import(SharedData.Require($"data/series/olmo-ladder/{name}")).Scores;
        Assert.Equal(steps, table.Select(r => r.Step).Distinct().Count());
        Assert.Equal(steps * columns, table.Count);
        Assert.Equal(table.Count, table.Select(r => (r.Step, r.Task, r.Format, r.Shots, r.Metric)).Distinct().Count());
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public void Any_file_is_read_by_a_mapping(string culture)
    {
        using var here = new InCulture(culture);
        string path = _folder.Write("any.csv", "Wert,Rest,Aufgabe,Schritt,Fehler\n0.5,x,\"a\nb\",1e3,\n-1.5e-3,y,c,2000.0,0.1\n");
        var columns = new Dictionary<string, string>(s_columns) { ["standard_error"] = "Fehler" };
        ScoreTable table = MappedCsv.Import(path, columns, new ImportOptions { Model = "m", Metric = "f1", Split = t => t == "c" ? TaskRelation.InDomain : TaskRelation.Unseen }).Scores;
        var row = new ScoreRow { Model = "m", Step = 1000, Stage = Stage.Base, Task = "a\nb", Split = TaskRelation.Unseen, Format = "default", Metric = "f1", Score = 0.5, N = 0 };
        Assert.Equal([row, row with { Step = 2000, Task = "c", Split = TaskRelation.InDomain, Score = -0.0015, StandardError = 0.1 }], table);
        Assert.Equal([2, 4], table.Select(r => r.Source!.Line)); // the first row is two lines long
    }

    [Fact]
    public void Bad_rows_and_bad_mappings_are_named()
    {
        string path = _folder.Write("any.csv", "Wert,Aufgabe,Schritt\n\"0,5\",a,1\n0.5,a\n0.5,a,1.5\n0.5,a,2\n");
        Imported found = MappedCsv.Import(path, s_columns, new ImportOptions { CollectProblems = true });
        Assert.Equal([2, 3, 4], found.Problems.Select(p => p.Line));
        Assert.Equal("column 'Wert': expected a number, found '0,5'", found.Problems[0].Message);
        Assert.Single(found.Scores);
        Assert.Contains("expected one column 'Note', found the columns Wert, Aufgabe, Schritt", Assert.Throws<AmuroException>(() => MappedCsv.Import(path, new Dictionary<string, string>(s_columns) { ["n"] = "Note" })).Message, StringComparison.Ordinal);
        Assert.Contains("found 'points'", Assert.Throws<AmuroException>(() => MappedCsv.Import(path, new Dictionary<string, string> { ["points"] = "Wert" })).Message, StringComparison.Ordinal);
        Assert.Contains("for 'step', found none", Assert.Throws<AmuroException>(() => MappedCsv.Import(path, new Dictionary<string, string> { ["score"] = "Wert", ["task"] = "Aufgabe" })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_columns_of_a_score_table_mapped_onto_themselves_give_the_table()
    {
        ScoreRow[] rows = [new() { Model = "m", Step = 5, Stage = Stage.FineTuned, TunedOn = "a", Task = "b", Split = TaskRelation.OutOfDomain, Format = "io", Shots = 2, Seed = 3, Metric = "acc", Score = 1.0 / 3, N = 9, Chance = 0.5 }];
        string path = _folder.File("own.csv");
        ScoreTable.From(rows).SaveCsv(path);
        Assert.Equal(rows, MappedCsv.Import(path, ScoreTable.Columns.ToDictionary(c => c)).Scores);
    }
}
