using System.Text.Json;
using Amuro.Tasks.Loading;

namespace Amuro.Tests.Tasks.Loading;

/// <summary>The same 500 rows in every format (goldens/datasets, written by pyarrow).</summary>
[Trait("Category", "Shared")]
public sealed class RowFileTests
{
    private static readonly string[] s_columns = ["id", "question", "choices", "answers", "passage", "label", "weight", "flag"];

    [SkippableTheory]
    [InlineData("none.parquet")]
    [InlineData("snappy.parquet")]
    [InlineData("gzip.parquet")]
    [InlineData("zstd.parquet")]
    [InlineData("brotli.parquet")]
    [InlineData("lz4.parquet")]
    [InlineData("v2_delta.parquet")]
    [InlineData("large_string.parquet")]
    [InlineData("stream.arrow")]
    [InlineData("file.arrow")]
    [InlineData("large_stream.arrow")]
    [InlineData("dictionary_stream.arrow")]
    public void Every_format_gives_the_rows_of_the_truth(string file)
    {
        DataRow[] expected = Rows("rows.jsonl");
        DataRow[] found = Rows(file);
        Assert.Equal((500, 500), (expected.Length, found.Length));
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal($"row {i + 1}", found[i].Place);
            Assert.Equal(s_columns, found[i].Columns);
            Assert.All(s_columns, column => Assert.True(JsonElement.DeepEquals(expected[i].Get(column), found[i].Get(column)), $"row {i + 1}, {column}"));
        }
    }

    [SkippableFact]
    public void The_flat_columns_are_the_same_in_CSV()
    {
        DataRow[] expected = Rows("rows.jsonl");
        DataRow[] found = Rows("flat.csv");
        Assert.Equal(500, found.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            foreach (string column in found[i].Columns)
            {
                JsonElement truth = expected[i].Get(column);
                JsonElement value = found[i].Get(column);
                Assert.Equal(truth.ValueKind == JsonValueKind.Null ? null : expected[i].Text(column), value.GetString());
            }
        }

        Assert.Equal(["id", "question", "passage", "label", "weight", "flag"], found[0].Columns);
    }

    [SkippableTheory]
    [InlineData("cut_stream.arrow", "bytes, found", "before the end of the file")]
    [InlineData("cut.parquet", "position 25171: expected the mark PAR1 at the end of the file", "the file was cut")]
    [InlineData("bad_utf8.jsonl", "line 2: expected UTF-8 text", "0xFF")]
    [InlineData("bad_json.jsonl", "line 3: expected a JSON object", "a mistake")]
    public void Damaged_files_are_refused_with_their_place(string file, string start, string rest)
    {
        string path = SharedData.Require("goldens/datasets/" + file);
        AmuroException error = Assert.Throws<AmuroException>(() => RowFile.Read(path).Count());
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(start, error.Message, StringComparison.Ordinal);
        Assert.Contains(rest, error.Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("rte")]
    [InlineData("sciq")]
    [InlineData("arc_easy")]
    public void The_Arrow_files_of_the_data_sets_hold_the_rows_of_their_JSONL(string name)
    {
        DataRow[] expected = [.. RowFile.Read(SharedData.Require($"data/validation/{name}.jsonl"))];
        DataRow[] found = [.. RowFile.Read(SharedData.Require($"data/arrow/{name}.arrow"))];
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), pair =>
            Assert.All(pair.First.Columns, column => Assert.True(JsonElement.DeepEquals(pair.First.Get(column), pair.Second.Get(column)), column)));
    }

    private static DataRow[] Rows(string file) => [.. RowFile.Read(SharedData.Require("goldens/datasets/" + file))];
}
