using Amuro.Results;
using FsCheck.Xunit;

namespace Amuro.Tests.Results;

public sealed class ScoreTableTests : IDisposable
{
    private const string Header = "model,step,stage,tuned_on,task,split,format,shots,seed,metric,score,n,standard_error,chance,majority";
    private const string Good = "olmo,100,fine-tuned,nli,rte,unseen,default,0,1,acc,0.5,10,0.1,0.5,0.6";

    private readonly TemporaryFolder _folder = new();

    private static ScoreRow Row => new()
    {
        Step = 1200,
        Stage = Stage.FineTuned,
        TunedOn = "nli",
        Task = "rte, \"easy\"\nhalf",
        Split = TaskRelation.OutOfDomain,
        Format = "default",
        Shots = 3,
        Seed = -7,
        Metric = "acc",
        Score = 1.0 / 3.0,
        N = 277,
        StandardError = 0.028,
        Chance = 0.5,
    };

    public void Dispose() => _folder.Dispose();

    [Property(Arbitrary = [typeof(RandomTables)], MaxTest = 100)]
    public void What_is_loaded_equals_what_was_saved(ScoreRow[] rows)
    {
        string path = _folder.File("law.csv");
        ScoreTable.From(rows).SaveCsv(path);
        Same(rows, ScoreTable.LoadCsv(path));
    }

    [Property(Arbitrary = [typeof(RandomTables)], MaxTest = 100)]
    public void What_is_loaded_from_JSON_lines_equals_what_was_saved(ScoreRow[] rows)
    {
        string path = _folder.File("law.jsonl");
        using (new InCulture("de-DE"))
        {
            ScoreTable.From(rows).SaveJsonLines(path);
            Same(rows, ScoreTable.LoadJsonLines(path));
        }

        Assert.Equal(rows.Length, File.ReadAllText(path).Count(c => c == '\n'));
    }

    [Property(Arbitrary = [typeof(RandomTables)], MaxTest = 40)]
    public void What_is_loaded_from_Parquet_equals_what_was_saved(ScoreRow[] rows)
    {
        string path = _folder.File("law.parquet");
        ScoreTable.From(rows).SaveParquetAsync(path).GetAwaiter().GetResult();
        Same(rows, ScoreTable.LoadParquetAsync(path).GetAwaiter().GetResult());
    }

    [Theory]
    [InlineData("[1]", "line 1: expected the JSON object of a row")]
    [InlineData("null", "line 1: expected a JSON object, found null")]
    [InlineData("\n{\"model\":\"\"}", "line 2: expected the JSON object of a row")]
    [InlineData("{\"model\":\"\",\"model\":\"\"}", "line 1: expected the JSON object of a row")]
    [InlineData("{\"extra\":1}", "line 1: expected the JSON object of a row")]
    public void A_bad_JSON_line_is_refused_with_its_place(string text, string expected)
    {
        string path = _folder.Write("bad.jsonl", text);
        AmuroException error = Assert.Throws<AmuroException>(() => ScoreTable.LoadJsonLines(path));
        Assert.StartsWith($"{path}, {expected}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"base\"", "\"Base\"", "line 1: expected one of base, fine-tuned, found 'Base'")]
    [InlineData(":0.5,", ":\"0,5\",", "line 1: expected the JSON object of a row, found: ")]
    [InlineData("\"rte\"", "null", "line 1: expected the JSON object of a row, found: ")]
    public void A_bad_value_in_a_JSON_line_is_refused(string good, string bad, string expected)
    {
        string path = _folder.File("row.jsonl");
        ScoreTable.From([Row with { Task = "rte", Stage = Stage.Base, Score = 0.5 }]).SaveJsonLines(path);
        string text = File.ReadAllText(path);
        File.WriteAllText(path, "\uFEFF" + text);
        Assert.Single(ScoreTable.LoadJsonLines(path));
        Assert.Contains(good, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(good, bad, StringComparison.Ordinal));
        Assert.Contains(expected, Assert.Throws<AmuroException>(() => ScoreTable.LoadJsonLines(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_a_surrogate_pair_is_refused_in_every_format_and_nothing_is_left()
    {
        ScoreTable table = ScoreTable.From([Row with { Task = "a\uD83D" }]);
        Assert.Contains("half of a surrogate pair", Assert.Throws<AmuroException>(() => table.SaveCsv(_folder.File("t.csv"))).Message, StringComparison.Ordinal);
        Assert.Contains("half of a surrogate pair", Assert.Throws<AmuroException>(() => table.SaveJsonLines(_folder.File("t.jsonl"))).Message, StringComparison.Ordinal);
        AmuroException error = await Assert.ThrowsAsync<AmuroException>(() => table.SaveParquetAsync(_folder.File("t.parquet")));
        Assert.Contains("half of a surrogate pair", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    public void Text_does_not_depend_on_the_culture(string culture)
    {
        string path = _folder.File("culture.csv");
        using (new InCulture(culture))
        {
            ScoreTable.From([Row]).SaveCsv(path);
            Assert.Equal([Row], ScoreTable.LoadCsv(path));
        }

        Assert.Equal(
            Header + "\n,1200,fine-tuned,nli,\"rte, \"\"easy\"\"\nhalf\",out-of-domain,default,3,-7,acc,0.3333333333333333,277,0.028,0.5,\n",
            File.ReadAllText(path));
    }

    [Fact]
    public void Carriage_returns_a_mark_and_a_missing_last_line_end_are_read()
    {
        string path = _folder.Write("excel.csv", "\uFEFF" + Header + "\r\n" + Good);
        ScoreRow row = Assert.Single(ScoreTable.LoadCsv(path));
        Assert.Equal((100L, TaskRelation.Unseen, 0.6), (row.Step, row.Split, row.Majority));
    }

    [Theory]
    [InlineData("model,step,stage", "line 1, column 4 of the header: expected 'tuned_on', found nothing")]
    [InlineData("Model,step", "line 1, column 1 of the header: expected 'model', found 'Model'")]
    [InlineData("", "expected the header model,step,stage,")]
    [InlineData(Header + "\n,1,base", "line 2: expected 15 fields, found 3")]
    [InlineData(Header + "\n" + Good + "\n,x,base,,rte,unseen,default,0,1,acc,0.5,10,,,", "line 3, column 'step': expected a whole number, found 'x'")]
    [InlineData(Header + "\n,1,Base,,rte,unseen,default,0,1,acc,0.5,10,,,", "line 2, column 'stage': expected one of base, fine-tuned, found 'Base'")]
    [InlineData(Header + "\n,1,base,,rte,seen,default,0,1,acc,0.5,10,,,", "line 2, column 'split': expected one of in-domain, out-of-domain, unseen, found 'seen'")]
    [InlineData(Header + "\n,1,base,,\"a\nb\",unseen,default,0,1,acc,\"0,5\",10,,,", "line 2, column 'score': expected a number with a decimal point, or nothing, found '0,5'")]
    [InlineData(Header + "\n\n,1,base,,\"rte", "line 3: expected a closing quote, found the end of the file")]
    [InlineData(Header + "\n,1,base,,\"rte\"x,", "line 2: expected a comma or the end of the line after a closing quote, found 'x'")]
    [InlineData(Header + "\n,1,base,,rt\"e\",", "line 2: expected a quote only around a whole field")]
    public void A_bad_file_is_refused_with_its_place(string text, string expected)
    {
        string path = _folder.Write("bad.csv", text);
        AmuroException error = Assert.Throws<AmuroException>(() => ScoreTable.LoadCsv(path));
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_refused_with_their_line()
    {
        string path = _folder.File("bytes.csv");
        File.WriteAllBytes(path, [.. "step\nab"u8, 0xFF, .. "c\n"u8]);
        AmuroException error = Assert.Throws<AmuroException>(() => ScoreTable.LoadCsv(path));
        Assert.Contains("line 2: expected UTF-8 text, found the byte 0xFF", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_cannot_be_written_leaves_nothing_behind()
    {
        string blocked = _folder.Write("file", "not a folder");
        AmuroException error = Assert.Throws<AmuroException>(() => ScoreTable.From([Row]).SaveCsv(Path.Combine(blocked, "scores.csv")));
        Assert.Contains("expected a place that can be written", error.Message, StringComparison.Ordinal);

        Directory.CreateDirectory(_folder.File("taken.csv"));
        Assert.Throws<AmuroException>(() => ScoreTable.From([Row]).SaveCsv(_folder.File("taken.csv")));
        Assert.Equal([blocked], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        AmuroException error = Assert.Throws<AmuroException>(() => ScoreTable.LoadCsv(_folder.File("none.csv")));
        Assert.EndsWith("none.csv: expected a file, found no such file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_of_all_values_lead_back_to_them()
    {
        Assert.All(Enum.GetValues<Stage>(), stage => Assert.Equal(stage, ResultNames.ParseStage(stage.ToText())));
        Assert.All(Enum.GetValues<TaskRelation>(), split => Assert.Equal(split, ResultNames.ParseRelation(split.ToText())));
        Assert.Equal(Header, string.Join(",", ScoreTable.Columns));
    }

    // Equality of records takes 0 and -0 for the same.
    private static void Same(IReadOnlyList<ScoreRow> expected, ScoreTable found)
    {
        Assert.Equal(expected, found);
        Assert.Equal(
            expected.SelectMany(r => new[] { r.Score, r.StandardError, r.Chance, r.Majority }).Select(BitConverter.DoubleToInt64Bits),
            found.SelectMany(r => new[] { r.Score, r.StandardError, r.Chance, r.Majority }).Select(BitConverter.DoubleToInt64Bits));
    }
}
