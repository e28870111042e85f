using Amuro.Tasks;
using Amuro.Tasks.Loading;

namespace Amuro.Tests.Tasks.Loading;

public sealed class ExamplesTests : IDisposable
{
    private const string Arc = """{"id": "q1", "question": "Why?", "choices": {"text": ["a", "b", "c"], "label": ["A", "B", "C"]}, "answerKey": "B"}""";

    private static readonly ColumnMapping s_arc = ColumnMapping.Empty
        .WithField("question").WithChoices(ChoiceColumns.FromColumn("choices")).WithGold(GoldColumn.Key("answerKey"));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_row_becomes_an_item()
    {
        Example item = Assert.Single(Load(Arc, s_arc));
        Assert.Equal(("q1", "Why?", "b", 1, ""), (item.Id, item.Fields["question"], item.Answer, item.Gold, item.Cluster));
        Assert.Equal(["a", "b", "c"], item.Choices);
    }

    [Fact]
    public void A_byte_order_mark_blank_lines_and_carriage_returns_are_skipped_and_items_numbered()
    {
        ColumnMapping mapping = ColumnMapping.Empty.WithField("q").WithAnswer("a").WithCluster("q");
        IReadOnlyList<Example> items = Load("\uFEFF{\"q\": 1.50, \"a\": \"x\\ny\"}\r\n\r\n \t\n{\"q\": true, \"a\": \"z\"}", mapping);
        Assert.Equal(["0", "1"], items.Select(item => item.Id));
        Assert.Equal(["1.50", "true"], items.Select(item => item.Fields["q"]));
        Assert.Equal(["x\ny", "z"], items.Select(item => item.Answer));
        Assert.All(items, item => Assert.Equal((-1, 0, item.Fields["q"]), (item.Gold, item.Choices.Count, item.Cluster)));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("\"1\"", 1)]
    [InlineData("true", 1)]
    [InlineData("false", 0)]
    public void An_index_may_be_a_number_a_text_or_a_truth_value(string json, int gold) =>
        Assert.Equal(gold, Load($$"""{"q": "x", "label": {{json}}}""", Labels(GoldColumn.Index("label")))[0].Gold);

    [Theory]
    [InlineData("A", 0)]
    [InlineData("b", 1)]
    [InlineData("2", 1)]
    [InlineData(" 1 ", 0)]
    public void A_key_without_labels_is_a_letter_or_a_number(string key, int gold) =>
        Assert.Equal(gold, Load($$"""{"q": "x", "label": "{{key}}"}""", Labels(GoldColumn.Key("label")))[0].Gold);

    [Fact]
    public void Other_sources_of_the_gold_choice()
    {
        Assert.Equal(1, Load("""{"q": "x", "label": "no"}""", Labels(GoldColumn.Text("label")))[0].Gold);
        Assert.Equal(1, Load("""{"q": "x", "label": "2"}""", Labels(GoldColumn.Index("label", first: 1)))[0].Gold);
        Assert.Equal(1, Load("""{"q": "x", "label": 0}""", Labels(GoldColumn.Mapped("label", 1, 0)))[0].Gold);
        ColumnMapping columns = ColumnMapping.Empty.WithField("q", trimStart: true).WithChoices(ChoiceColumns.FromColumns("c", "d")).WithGold(GoldColumn.Always(1));
        Example item = Load("""{"q": "  x ", "c": "one", "d": "two"}""", columns)[0];
        Assert.Equal(("x ", "two"), (item.Fields["q"], item.Answer));
        Example numbered = Load("""{"id": 3, "question": "", "choices": {"text": ["a", "b"], "label": ["1", "2"]}, "answerKey": "2"}""", s_arc)[0];
        Assert.Equal(("3", 1), (numbered.Id, numbered.Gold));
    }

    [Theory]
    [InlineData("{\"id\": ", "line 2: expected a JSON object, found a mistake at byte")]
    [InlineData("[1]", "line 2: expected a JSON object, found a list")]
    [InlineData("{\"id\": 1, \"id\": 2}", "line 2: expected a JSON object, found")]
    [InlineData("{\"id\": \"q2\", \"choices\": [\"a\"]}", "line 2: expected the column 'answerKey', found the columns id, choices")]
    [InlineData("{\"id\": \"q2\", \"question\": null, \"choices\": [\"a\"], \"answerKey\": \"A\"}", "line 2, column 'question': expected a text, found null")]
    [InlineData("{\"id\": \"q2\", \"question\": \"\\ud800\", \"choices\": [\"a\"], \"answerKey\": \"A\"}", "line 2, column 'question': expected Unicode text, found half of a surrogate pair")]
    [InlineData("{\"id\": \"q2\", \"question\": \"\", \"choices\": \"a\", \"answerKey\": \"A\"}", "line 2, column 'choices': expected a list of texts, found the text \"a\"")]
    [InlineData("{\"id\": \"q2\", \"question\": \"\", \"choices\": {\"texts\": []}, \"answerKey\": \"A\"}", "line 2, column 'choices': expected a list of texts, or an object with the list 'text', found an object without it")]
    [InlineData("{\"id\": \"q2\", \"question\": \"\", \"choices\": {\"text\": [\"a\"], \"label\": [\"A\", \"B\"]}, \"answerKey\": \"A\"}", "line 2, column 'choices': expected as many labels as texts (1), found 2")]
    [InlineData("{\"id\": \"q2\", \"question\": \"\", \"choices\": [\"a\", \"b\"], \"answerKey\": \"C\"}", "line 2, column 'answerKey': expected a letter from A to B, or a number from 1 to 2, found 'C'")]
    [InlineData("{\"id\": \"q1\", \"question\": \"\", \"choices\": [\"a\", \"b\"], \"answerKey\": \"B\"}", "line 2, column 'id': expected each name once, found 'q1', which line 1 has")]
    public void A_bad_line_is_refused_with_its_place(string line, string expected)
    {
        AmuroException error = Assert.Throws<AmuroException>(() => Load(Arc + "\n" + line, s_arc));
        Assert.Contains("items.jsonl, " + expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-1", "expected a number from 0 to 1, found -1, which stands for a label that was withheld")]
    [InlineData("null", "expected a number from 0 to 1, found null")]
    [InlineData("2", "expected a number from 0 to 1, found 2")]
    [InlineData("0.5", "expected a number from 0 to 1, found '0.5'")]
    [InlineData("\"yes\"", "expected a number from 0 to 1, found 'yes'")]
    public void A_label_out_of_range_is_refused(string json, string expected)
    {
        AmuroException error = Assert.Throws<AmuroException>(() => Load($$"""{"q": "x", "label": {{json}}}""", Labels(GoldColumn.Index("label"))));
        Assert.EndsWith("line 1, column 'label': " + expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("3.6", 1)]
    [InlineData("\"3.5\"", 0)]
    [InlineData("0", 0)]
    [InlineData("5.0", 1)]
    public void A_grade_is_split_at_a_threshold(string json, int gold) =>
        Assert.Equal(gold, Load($$"""{"q": "x", "label": {{json}}}""", Labels(GoldColumn.Above("label", 3.5, 0, 5)))[0].Gold);

    [Theory]
    [InlineData("-1.0", "found -1, which stands for a label that was withheld")]
    [InlineData("5.1", "found '5.1'")]
    [InlineData("\"NaN\"", "found 'NaN'")]
    public void A_grade_that_cannot_be_is_refused(string json, string expected) =>
        Assert.EndsWith("line 1, column 'label': expected a number from 0 to 5, " + expected,
            Assert.Throws<AmuroException>(() => Load($$"""{"q": "x", "label": {{json}}}""", Labels(GoldColumn.Above("label", 3.5, 0, 5)))).Message, StringComparison.Ordinal);

    [Fact]
    public void Ten_rows_with_one_label_are_refused()
    {
        string Lines(int count, int last) => string.Join('\n', Enumerable.Range(0, count).Select(i => $$"""{"q": "x", "label": {{(i == count - 1 ? last : 1)}}}"""));
        AmuroException error = Assert.Throws<AmuroException>(() => Load(Lines(10, 1), Labels(GoldColumn.Index("label"))));
        Assert.Contains("column 'label': expected at least two different labels in 10 rows, found the choice 1 ('no') in every row", error.Message, StringComparison.Ordinal);
        Assert.Equal(9, Load(Lines(9, 1), Labels(GoldColumn.Index("label"))).Count);
        Assert.Equal(10, Load(Lines(10, 0), Labels(GoldColumn.Index("label"))).Count);
        Assert.Equal(10, Load(Lines(10, 1), Labels(GoldColumn.Always(1))).Count);
    }

    [Fact]
    public void An_empty_choice_is_refused_with_its_line()
    {
        AmuroException error = Assert.Throws<AmuroException>(() => Load(Arc + "\n" + Arc.Replace("\"b\"", "\" \"", StringComparison.Ordinal), s_arc));
        Assert.EndsWith("line 2, column 'choices': expected choices with a text, found an empty one", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CSV_and_tab_separated_files_make_items_too()
    {
        string path = _folder.File("items.csv");
        File.WriteAllText(path, "id,q,label\nx,\"one, two\",False\ny,three,1\n");
        IReadOnlyList<Example> items = Examples.FromFile(path, Labels(GoldColumn.Index("label")));
        Assert.Equal([("x", "one, two", 0), ("y", "three", 1)], items.Select(i => (i.Id, i.Fields["q"], i.Gold)));
        string other = _folder.File("more.jsonl");
        File.WriteAllText(other, """{"id": "x", "q": "four", "label": 0}""");
        AmuroException error = Assert.Throws<AmuroException>(() => Examples.FromFiles([path, other], [Labels(GoldColumn.Index("label"))]));
        Assert.Equal($"{other}, line 1, column 'id': expected each name once, found 'x', which line 2 of {path} has", error.Message);
    }

    [Fact]
    public void Files_without_items_missing_files_and_bad_bytes_are_refused()
    {
        Assert.EndsWith("expected at least one row, found none", Assert.Throws<AmuroException>(() => Load("\n \n", s_arc)).Message, StringComparison.Ordinal);
        string missing = Path.Combine(_folder.Path, "none", "x.jsonl");
        Assert.Equal($"{missing}: expected a file, found no such folder", Assert.Throws<AmuroException>(() => Examples.FromJsonLines(missing, s_arc)).Message);
        string bytes = Path.Combine(_folder.Path, "bytes.jsonl");
        File.WriteAllBytes(bytes, [.. "{}\n{\"a\": \""u8, 0xC3, 0x28, .. "\"}"u8]);
        Assert.Equal($"{bytes}, line 2: expected UTF-8 text, found the byte 0xC3 where no character can have it", Assert.Throws<AmuroException>(() => Examples.FromJsonLines(bytes, s_arc)).Message);
    }

    [Fact]
    public void A_mapping_that_makes_no_item_is_refused()
    {
        Assert.Contains("found Gold", Assert.Throws<AmuroException>(() => Load(Arc, ColumnMapping.Empty.WithGold(GoldColumn.Always(0)))).Message, StringComparison.Ordinal);
        Assert.Contains("found 'question' 2 times", Assert.Throws<AmuroException>(() => Load(Arc, s_arc.WithField("question"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public void The_culture_does_not_matter(string culture)
    {
        using var here = new InCulture(culture);
        Assert.Equal(1, Load("""{"id": "I", "question": "i", "choices": ["i", "ı"], "answerKey": "b"}""", s_arc)[0].Gold);
        Assert.Equal("1.5", Load("""{"q": 1.5, "label": 0}""", Labels(GoldColumn.Index("label")))[0].Fields["q"]);
    }

    [SkippableTheory]
    [Trait("Category", "Shared")]
    [InlineData("bad_utf8.jsonl", "line 2: expected UTF-8 text, found the byte 0xFF")]
    [InlineData("bad_json.jsonl", "line 3: expected a JSON object, found a mistake")]
    public void Damaged_reference_files_are_refused(string file, string expected)
    {
        string path = SharedData.Require("goldens/datasets/" + file);
        AmuroException error = Assert.Throws<AmuroException>(() => Examples.FromJsonLines(path, ColumnMapping.Empty.WithAnswer("question")));
        Assert.StartsWith($"{path}, {expected}", error.Message, StringComparison.Ordinal);
    }

    private static ColumnMapping Labels(GoldColumn gold) =>
        ColumnMapping.Empty.WithField("q").WithChoices(ChoiceColumns.Fixed("yes", "no")).WithGold(gold);

    private IReadOnlyList<Example> Load(string text, ColumnMapping mapping)
    {
        string path = Path.Combine(_folder.Path, "items.jsonl");
        File.WriteAllText(path, text);
        return Examples.FromJsonLines(path, mapping);
    }
}
