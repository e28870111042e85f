using Amuro.Tasks.Loading;
using FsCheck;
using FsCheck.Xunit;

namespace Amuro.Tests.Tasks.Loading;

public sealed class CsvRowsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Property(MaxTest = 60)]
    public void What_is_quoted_comes_back_as_it_was(NonNull<string>[] texts)
    {
        string[] values = [.. texts.Select(text => new string([.. text.Get.Where(c => !char.IsSurrogate(c))]))];
        string csv = "a,b\r\n" + string.Concat(values.Select(value => $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\",\n"));
        DataRow[] rows = Read(csv);
        Assert.Equal(values, rows.Select(row => row.Get("a").GetString()));
        Assert.All(rows, row => Assert.Null(row.Get("b").GetString()));
    }

    [Fact]
    public void Lines_are_counted_and_blank_ones_skipped()
    {
        DataRow[] rows = Read("\uFEFFa,b\n\n\"x\ny\",1\r\n\r\n,\"\"\n2,3");
        Assert.Equal([("line 3", "x\ny", "1"), ("line 6", null, ""), ("line 7", "2", "3")], rows.Select(row => (row.Place, row.Get("a").GetString(), row.Get("b").GetString())));
        Assert.Equal("2", Assert.Single(Read("a\tb\n1\t2", "x.tsv")).Text("b"));
    }

    [Theory]
    [InlineData("a,b\n1", "line 2: expected 2 fields, as in the first line, found 1")]
    [InlineData("a,b\n1,2,", "line 2: expected 2 fields, as in the first line, found 3")]
    [InlineData("a,a\n1,2", "line 1: expected the name of each column once, found 'a', 'a'")]
    [InlineData("a,\n1,2", "line 1: expected the name of each column once, found 'a', ''")]
    [InlineData("a,b\n1,\"2\n\n", "line 2: expected a second quote that ends the field, found the end of the file")]
    [InlineData("a,b\n1,\"2\"3", "line 2: expected a separator or the end of the line after a quoted field, found '3'")]
    [InlineData("a,b\n1,2\"3", "line 2: expected a field with a quote in it to be quoted, found '2\"'")]
    public void What_is_not_CSV_is_refused_with_its_line(string csv, string expected) =>
        Assert.EndsWith("x.csv, " + expected, Assert.Throws<AmuroException>(() => Read(csv)).Message, StringComparison.Ordinal);

    private DataRow[] Read(string text, string file = "x.csv")
    {
        string path = _folder.File(file);
        File.WriteAllText(path, text);
        return [.. RowFile.Read(path)];
    }
}
