using Amuro.Tokenization;

namespace Amuro.Tests.Tokenization;

/// <summary>Where templates come from, and what is refused.</summary>
public sealed class ChatTemplateFileTests
{
    private static readonly ChatMessage[] Hello = [new("user", "Hi")];

    [Fact]
    public void OneOfSeveralIsTakenByName()
    {
        using var folder = new TemporaryFolder();
        string config = folder.Write("tokenizer_config.json", """
            {"bos_token": {"content": "<s>"}, "chat_template": [
              {"name": "default", "template": "{{ bos_token }}{{ messages[0].content }}{{ eos_token is defined }}{{ tools is none }}"},
              {"name": "tool_use", "template": "tools"}]}
            """);
        Assert.Equal("<s>HiFalseTrue", ChatTemplate.Load(folder.Path).Render(Hello));
        Assert.Equal("tools", ChatTemplate.Load(folder.Path, "tool_use").Render(Hello));
        AmuroException error = Assert.Throws<AmuroException>(() => ChatTemplate.Load(folder.Path, "rag"));
        Assert.Equal($"{config}: chat_template: expected a template 'rag', found default, tool_use", error.Message);
    }

    [Fact]
    public void TheFileOfItsOwnCountsMore()
    {
        using var folder = new TemporaryFolder();
        folder.Write("tokenizer_config.json", """{"chat_template": "config"}""");
        Assert.Equal("config", ChatTemplate.Load(folder.Path).Render(Hello));
        string file = folder.Write("chat_template.jinja", "from {{ messages[0].role }}\n");
        Assert.Equal("from user", ChatTemplate.Load(folder.Path).Render(Hello));
        folder.Write("chat_template.jinja", "one\ntwo {{ 1 | nothing }}");
        AmuroException error = Assert.Throws<AmuroException>(() => ChatTemplate.Load(folder.Path));
        Assert.Equal($"{file}, line 2, column 12: the filter 'nothing' is not supported", error.Message);
    }

    [Fact]
    public void ATokenizerWithoutOneSaysSo()
    {
        HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.Load(Goldens.Path("tokenizers/gpt2style"));
        Assert.Null(tokenizer.ChatTemplate);
        AmuroException error = Assert.Throws<AmuroException>(() => tokenizer.EncodeChat(Hello));
        Assert.Contains("expected a chat_template", error.Message, StringComparison.Ordinal);
        Assert.Throws<AmuroException>(() => ChatTemplate.Load(Goldens.Path("tokenizers/gpt2style")));
        Assert.Throws<AmuroException>(() => ChatTemplate.Load(Goldens.Path("tokenizers/no such folder")));
    }

    [Fact]
    public void AnUnsupportedTemplateHindersOnlyThoseWhoUseIt()
    {
        using var folder = new TemporaryFolder();
        File.Copy(Goldens.Path("tokenizers/gpt2style/tokenizer.json"), folder.File("tokenizer.json"));
        folder.Write("tokenizer_config.json", """{"chat_template": "{% include 'x' %}"}""");
        HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.Load(folder.Path);
        Assert.NotEmpty(tokenizer.Encode("text"));
        AmuroException error = Assert.Throws<AmuroException>(() => tokenizer.ChatTemplate);
        Assert.Contains("tokenizer_config.json: chat_template, line 1, column 4: the statement 'include' is not supported", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{% raw %}x{% endraw %}", "the statement 'raw' is not supported")]
    [InlineData("{% block x %}{% endblock %}", "the statement 'block' is not supported")]
    [InlineData("{% for x in [] recursive %}{% endfor %}", "'recursive'")]
    [InlineData("{% break %}", "the statement 'break' is not supported here")]
    [InlineData("{{ 2 ** 3 }}", "the operator '**' is not supported")]
    [InlineData("{{ 'a'.encode() }}", "the method 'encode'")]
    [InlineData("{{ '%s' % 'a' }}", "formatting with '%' is not supported")]
    [InlineData("{{ [1].append(2) }}", "the method 'append'")]
    [InlineData("{{ range(*[1]) }}", "arguments with '*'")]
    [InlineData("{{ strftime_now('%Y') }}", "'strftime_now' is undefined")]
    [InlineData("{{ ' a '.strip(' ', 2) }}", "not supported or one too many")]
    [InlineData("{{ 9223372036854775807 + 1 }}", "64 bits")]
    [InlineData("{{ '\\N{DASH}' }}", "the escape '\\N'")]
    public void WhatIsNotSupportedIsRefusedByName(string template, string expected)
    {
        AmuroException error = Assert.Throws<AmuroException>(() => ChatTemplate.Parse(template).Render(Hello));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Matches(@"^chat_template, line 1, column \d+: ", error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData("{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}")]
    [InlineData("{{ range(9223372036854775807) | length }}")]
    [InlineData("{{ 'abc' * 1000000000000 }}")]
    [InlineData("{% set n = namespace(x='ab') %}{% for i in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}")]
    [InlineData("{% set n = namespace(x=[1]) %}{% for i in range(60) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x }}")]
    [InlineData("{% set n = namespace(x=[1]) %}{% for i in range(60) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x | tojson }}")]
    [InlineData("{% set n = namespace(x=[1], y=[1]) %}{% for i in range(60) %}{% set n.x = [n.x, n.x] %}{% set n.y = [n.y, n.y] %}{% endfor %}{{ n.x == n.y }}")]
    [InlineData("{% set n = namespace(x=[1]) %}{% for i in range(100000) %}{% set n.x = [n.x] %}{% endfor %}{{ n.x }}")]
    [InlineData("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}")]
    public void WorkIsBounded(string template) =>
        Assert.Throws<AmuroException>(() => ChatTemplate.Parse(template).Render(Hello));

    [Theory]
    [InlineData("(", ")")]
    [InlineData("[", "]")]
    [InlineData("-", "")]
    [InlineData("not ", "")]
    [InlineData("1 + ", "")]
    [InlineData("", "|trim")]
    [InlineData("", ".x")]
    [InlineData("1 if ", "")]
    public void DepthIsBounded(string before, string after)
    {
        const int Many = 100_000;
        string template = "{{ " + string.Concat(Enumerable.Repeat(before, Many)) + "1" + string.Concat(Enumerable.Repeat(after, Many)) + " }}";
        Assert.Throws<AmuroException>(() => ChatTemplate.Parse(template).Render(Hello));
    }
}
