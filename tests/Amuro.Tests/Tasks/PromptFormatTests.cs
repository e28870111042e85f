using Amuro.Tasks;

namespace Amuro.Tests.Tasks;

public sealed class PromptFormatTests
{
    [Fact]
    public void Fields_are_put_in_and_double_braces_are_braces()
    {
        PromptFormat format = Sample.Format("{{{text}}} {text}, {{}}");
        Assert.Equal("{it's} it's, {}", format.Render(Sample.Item("1", "it's")));
    }

    [Fact]
    public void Braces_in_values_are_left_alone() =>
        Assert.Equal("{text} }} {{?", Sample.Format().Render(Sample.Item("1", "{text} }} {{")));

    [Fact]
    public void A_prompt_is_preamble_shots_and_item()
    {
        PromptFormat format = Sample.Format() with { Preamble = "Decide.\n", AnswerDelimiter = " -> ", ShotSeparator = "\n##\n" };
        string prompt = format.RenderPrompt(Sample.Item("3", "c"), [Sample.Item("1", "a"), Sample.Item("2", "b", gold: 1)]);
        Assert.Equal("Decide.\na? -> yes\n##\nb? -> no\n##\nc?", prompt);
        Assert.Equal("Decide.\nc?", format.RenderPrompt(Sample.Item("3", "c")));
        Assert.Equal(" -> no", format.RenderAnswer("no"));
    }

    [Fact]
    public void An_unknown_field_is_named_with_those_there_are()
    {
        AmuroException error = Assert.Throws<AmuroException>(() => Sample.Format("{texts}", "io").Render(Sample.Item("7", "x")));
        Assert.Equal("prompt format 'io', field 'texts': expected one of text, the fields of item '7', found no such field", error.Message);
    }

    [Theory]
    [InlineData("a {text", "'{' at character 3")]
    [InlineData("a } b", "'}' at character 3")]
    [InlineData("{}", "'{' at character 1")]
    [InlineData("{te{xt}", "'{' at character 1")]
    [InlineData("{{text}", "'}' at character 7")]
    public void A_lone_brace_is_refused(string template, string found)
    {
        AmuroException error = Assert.Throws<AmuroException>(() => Sample.Format(template).Render(Sample.Item("1", "x")));
        Assert.Contains("found a lone " + found, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_three_formats_of_the_paper()
    {
        IReadOnlyList<PromptFormat> formats = PromptFormats.Three("{text}", "Say yes or no.");
        Assert.Equal(["default", "instruct", "io"], formats.Select(format => format.Name));
        Example item = Sample.Item("1", "Is it?");
        Assert.Equal(
            ["### Input: Is it?\n### Output:", "Say yes or no.\nIs it?\nAnswer:", "Is it?"],
            formats.Select(format => format.Render(item)));
        Assert.Equal("### A: Is it?\n### B: fixed\n### Label:", PromptFormats.Default("Label", ("A", "{text}"), ("B", "fixed")).Render(item));
    }
}
