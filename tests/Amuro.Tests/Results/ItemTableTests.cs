using System.Collections.Immutable;
using Amuro.Results;
using FsCheck.Xunit;

namespace Amuro.Tests.Results;

public sealed class ItemTableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static ItemRecord Record => new()
    {
        Step = 300,
        Stage = Stage.FineTuned,
        TunedOn = "nli",
        Task = "rte",
        Split = TaskRelation.InDomain,
        Format = "io",
        Shots = 2,
        Seed = 5,
        Item = "12",
        Cluster = "passage 3",
        Metric = "acc",
        Score = 1,
        Prediction = "1",
        Gold = "1",
        LogLikelihoods = [-1.25, double.NaN, double.NegativeInfinity],
        Truncated = true,
    };

    public void Dispose() => _folder.Dispose();

    [Property(Arbitrary = [typeof(RandomTables)], MaxTest = 40)]
    public void What_is_loaded_equals_what_was_saved(ItemRecord[] records)
    {
        string path = _folder.File("law.parquet");
        ItemTable.From(records).SaveParquetAsync(path).GetAwaiter().GetResult();
        ItemTable loaded = ItemTable.LoadParquetAsync(path).GetAwaiter().GetResult();
        AssertEqual(records, loaded);
    }

    [Property(Arbitrary = [typeof(RandomTables)], MaxTest = 60)]
    public void What_is_loaded_from_text_equals_what_was_saved(ItemRecord[] records)
    {
        var table = ItemTable.From(records);
        foreach (string culture in new[] { "de-DE", "tr-TR" })
        {
            using var here = new InCulture(culture);
            table.SaveCsv(_folder.File("law.csv"));
            table.SaveJsonLines(_folder.File("law.jsonl"));
            AssertEqual(records, ItemTable.LoadCsv(_folder.File("law.csv")));
            AssertEqual(records, ItemTable.LoadJsonLines(_folder.File("law.jsonl")));
        }
    }

    [Property(Arbitrary = [typeof(RandomTables)], MaxTest = 100)]
    public void The_columns_hold_the_records_unchanged(ItemRecord[] records)
    {
        var table = ItemTable.From(records);
        AssertEqual(records, table);
        Assert.Equal(table.ToList(), Enumerable.Range(0, table.Count).Select(i => table[i]));
        Assert.Throws<ArgumentOutOfRangeException>(() => table[table.Count]);
        Assert.Throws<ArgumentOutOfRangeException>(() => table[-1]);
    }

    [Fact]
    public async Task Tables_of_several_blocks_are_kept_whole()
    {
        ItemRecord[] records = [.. Enumerable.Range(0, 70_000).Select(i => Record with { Item = $"{i}", Seed = i % 3, LogLikelihoods = i % 2 == 0 ? [i, -i] : [] })];
        var table = ItemTable.From(records);
        Assert.Equal(records[65_535], table[65_535]);
        Assert.Equal(records[65_536], table[65_536]);
        string path = _folder.File("blocks.parquet");
        await table.SaveParquetAsync(path);
        AssertEqual(records, await ItemTable.LoadParquetAsync(path));
        Assert.Equal(23_333, table.Count(i => i.Seed == 2));
    }

    [Fact]
    public void Equal_records_have_equal_log_likelihoods()
    {
        ItemRecord same = Record with { LogLikelihoods = [.. Record.LogLikelihoods] };
        Assert.Equal(Record, same);
        Assert.Equal(Record.GetHashCode(), same.GetHashCode());
        Assert.NotEqual(Record, Record with { LogLikelihoods = [-1.25] });
        Assert.NotEqual(Record, Record with { Model = "another" });
    }

    [Theory]
    [InlineData("-1.25 NaN", "-1;25 NaN", "column 'log_likelihoods': expected a number with a decimal point, or nothing, found '-1;25'")]
    [InlineData(",true,", ",True,", "column 'truncated': expected true or false, found 'True'")]
    [InlineData("in-domain", "In-domain", "column 'split': expected one of in-domain,")]
    public void A_bad_field_is_refused_with_its_place(string good, string bad, string expected)
    {
        string path = _folder.File("items.csv");
        ItemTable.From([Record]).SaveCsv(path);
        string text = File.ReadAllText(path);
        Assert.Contains(good, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(good, bad, StringComparison.Ordinal));
        Assert.StartsWith($"{path}, line 2, {expected}", Assert.Throws<AmuroException>(() => ItemTable.LoadCsv(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_records_pass_through_in_order()
    {
        ItemRecord[] records = [.. Enumerable.Range(0, 20_000).Select(i => Record with
        {
            Item = $"item {i}",
            Score = i % 3 == 0 ? double.NaN : i / 7.0,
            ChoiceTokens = [.. Enumerable.Range(1, i % 3)],
            DroppedTokens = i,
            DroppedShots = i % 2,
            LogLikelihoods = [.. Enumerable.Range(0, i % 5).Select(c => -c - (i / 1000.0))],
        })];
        string path = _folder.File("many.parquet");
        await ItemTable.From(records).SaveParquetAsync(path);
        AssertEqual(records, await ItemTable.LoadParquetAsync(path));
    }

    [Fact]
    public async Task A_cut_file_a_foreign_file_and_a_missing_file_are_named()
    {
        string path = _folder.File("items.parquet");
        await ItemTable.From([Record]).SaveParquetAsync(path);
        byte[] whole = File.ReadAllBytes(path);
        File.WriteAllBytes(path, whole[..(whole.Length / 2)]);
        string text = _folder.Write("text.parquet", "not Parquet at all, but long enough");
        foreach (string bad in new[] { path, text, _folder.File("none.parquet"), _folder.Path })
        {
            AmuroException error = await Assert.ThrowsAsync<AmuroException>(() => ItemTable.LoadParquetAsync(bad));
            Assert.StartsWith(bad, error.Message, StringComparison.Ordinal);
            Assert.Contains("expected", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("\n", error.Message, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    [Trait("Category", "Shared")]
    public async Task A_Parquet_file_with_other_columns_is_refused_by_name()
    {
        string path = SharedData.Require("goldens/datasets/snappy.parquet");
        AmuroException error = await Assert.ThrowsAsync<AmuroException>(() => ItemTable.LoadParquetAsync(path));
        Assert.Contains("expected the column 'model', found the columns id, question,", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelled_writing_keeps_the_old_file()
    {
        string path = _folder.Write("items.parquet", "old");
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ItemTable.From([Record]).SaveParquetAsync(path, cancelled.Token));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public async Task Study_results_pass_through_a_folder_in_any_culture(string culture)
    {
        using var here = new InCulture(culture);
        var results = new StudyResults
        {
            Scores = ScoreTable.From([new ScoreRow { Step = 1, Stage = Stage.Base, Task = "İı", Split = TaskRelation.Unseen, Format = "io", Metric = "acc", Score = 0.25, N = 4 }]),
            Items = ItemTable.From([Record]),
            Settings = new Dictionary<string, string> { ["seed"] = "3", ["learning rate"] = "2E-06" }.ToImmutableDictionary(),
        };
        await results.SaveAsync(_folder.File("run"));
        StudyResults loaded = await StudyResults.LoadAsync(_folder.File("run"));
        Assert.Equal(results.Scores, loaded.Scores);
        AssertEqual([.. results.Items], loaded.Items);
        Assert.Equal(results.Settings.OrderBy(s => s.Key), loaded.Settings.OrderBy(s => s.Key));
    }

    private static void AssertEqual(IReadOnlyList<ItemRecord> expected, ItemTable found)
    {
        Assert.Equal(expected.Count, found.Count);
        for (int i = 0; i < expected.Count; i++)
        {
            Assert.Equal(expected[i], found[i]);
            Assert.Equal(Bits(expected[i]), Bits(found[i]));
        }

        // Equality of numbers takes 0 and -0 for the same.
        static IEnumerable<long> Bits(ItemRecord record) => record.LogLikelihoods.Prepend(record.Score).Select(BitConverter.DoubleToInt64Bits);
    }
}
