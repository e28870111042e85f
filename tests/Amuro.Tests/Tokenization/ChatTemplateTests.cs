using System.Text.Json;
using Amuro.Tokenization;

namespace Amuro.Tests.Tokenization;

/// <summary>Renderings are those of Jinja2 with the settings of transformers.</summary>
public sealed class ChatTemplateTests
{
    public static TheoryData<string> Trained { get; } = ["llama2style", "llama3style", "qwenstyle"];

    public static TheoryData<string, string> References { get; } = ReadReferences();

    [Theory]
    [MemberData(nameof(Trained))]
    public void GoldensAgree(string name)
    {
        HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.Load(Goldens.Path($"tokenizers/{name}"));
        ChatTemplate template = ChatTemplate.Load(Goldens.Path($"tokenizers/{name}"));
        int count = 0;
        foreach (string line in File.ReadLines(Goldens.Path($"tokenizers/{name}/chat.jsonl")))
        {
            JsonElement item = JsonDocument.Parse(line).RootElement;
            ChatMessage[] messages = Messages(item);
            bool prompt = item.GetProperty("add_generation_prompt").GetBoolean();
            Assert.Equal(item.GetProperty("rendered").GetString(), tokenizer.ChatTemplate!.Render(messages, prompt));
            Assert.Equal(item.GetProperty("rendered").GetString(), template.Render(messages, prompt));
            Assert.Equal(GoldenFolder.Ids(item, "ids"), tokenizer.EncodeChat(messages, prompt));
            count++;
        }

        Assert.Equal(8, count);
    }

    [SkippableFact]
    [Trait("Category", "Shared")]
    public void ThePromptsOfTheRealModelAgree()
    {
        HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.Load(SharedData.Require("models/smollm2-135m-instruct"));
        JsonElement prompts = JsonDocument.Parse(File.ReadAllText(SharedData.Require("goldens/real_model/greedy.json"))).RootElement;
        Assert.True(prompts.GetArrayLength() > 0);
        foreach (JsonElement item in prompts.EnumerateArray())
        {
            ChatMessage[] messages = [new("user", item.GetProperty("user").GetString()!)];
            Assert.Equal(item.GetProperty("prompt").GetString(), tokenizer.ChatTemplate!.Render(messages, addGenerationPrompt: true));
            Assert.Equal(GoldenFolder.Ids(item, "prompt_ids"), tokenizer.EncodeChat(messages, addGenerationPrompt: true));
        }
    }

    [Theory]
    [MemberData(nameof(References))]
    public void JinjaAgrees(string name, string json)
    {
        _ = name;
        JsonElement item = JsonDocument.Parse(json).RootElement;
        string template = item.GetProperty("template").GetString()!;
        bool prompt = item.GetProperty("add_generation_prompt").GetBoolean();
        if (item.TryGetProperty("error", out _))
        {
            AmuroException error = Assert.Throws<AmuroException>(() => Parse(item, template).Render(Messages(item), prompt));
            Assert.StartsWith("chat_template, line 1, column ", error.Message, StringComparison.Ordinal);
            return;
        }

        Assert.Equal(item.GetProperty("rendered").GetString(), Parse(item, template).Render(Messages(item), prompt));
    }

    [Theory]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    public void TheCultureDoesNotMatter(string culture)
    {
        using var _ = new InCulture(culture);
        ChatTemplate template = ChatTemplate.Parse("{{ 'title I' | upper }} {{ 'ID' | lower }} {{ 1.5 }} {{ -7 }} {{ strftime_now('%d %B %Y') }}");
        Assert.Equal("TITLE I id 1.5 -7 05 March 2025", template.WithDate(new DateOnly(2025, 3, 5)).Render([]));
    }

    [Fact]
    public void TheDateComesOnlyFromTheCaller()
    {
        ChatTemplate template = ChatTemplate.Parse("{% if strftime_now is defined %}{{ strftime_now('%a %A %b %m %y %j %%') }}{% else %}no date{% endif %}");
        Assert.Equal("no date", template.Render([]));
        Assert.Equal("Sat Saturday Feb 02 25 032 %", template.WithDate(new DateOnly(2025, 2, 1)).Render([]));
        Assert.Equal("no date", template.Render([]));
    }

    private static ChatTemplate Parse(JsonElement item, string template)
    {
        ChatTemplate result = ChatTemplate.Parse(template);
        if (item.TryGetProperty("variables", out JsonElement variables))
        {
            foreach (JsonProperty variable in variables.EnumerateObject())
            {
                result = variable.Value.ValueKind == JsonValueKind.String
                    ? result.WithVariable(variable.Name, variable.Value.GetString()!)
                    : result.WithVariable(variable.Name, variable.Value.GetBoolean());
            }
        }

        return result;
    }

    private static ChatMessage[] Messages(JsonElement item) =>
        [.. item.GetProperty("messages").EnumerateArray().Select(static message =>
            new ChatMessage(message.GetProperty("role").GetString()!, message.GetProperty("content").GetString()!))];

    private static TheoryData<string, string> ReadReferences()
    {
        var data = new TheoryData<string, string>();
        int number = 0;
        foreach (string line in File.ReadLines(Goldens.Path("chat/templates.jsonl")))
        {
            data.Add($"{++number} {JsonDocument.Parse(line).RootElement.GetProperty("name").GetString()}", line);
        }

        return data;
    }
}
