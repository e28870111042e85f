using System.Text.Json.Nodes;
using Amuro.Models;
using Amuro.Tokenization;
using Amuro.Training;

namespace Amuro.Tests.Training;

/// <summary>Which tokens of a conversation are learned.</summary>
public sealed class ChatExampleTests : IDisposable
{
    private static readonly ChatMessage[] Chat =
    [
        new("user", "Hello there"), new("assistant", "First answer."), new("user", "And 2+2?"), new("assistant", "It is 4."), new("user", "Thanks"),
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("qwenstyle", "First answer.<|im_end|>|It is 4.<|im_end|>")]
    [InlineData("llama3style", "First answer.<|eot_id|>|It is 4.<|eot_id|>")]
    [InlineData("llama2style", "First answer. </s>|It is 4. </s>")]
    public void Every_turn_of_the_assistant_is_learned_with_its_end(string name, string expected)
    {
        HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.Load(Goldens.Path($"tokenizers/{name}"));

        TrainingExample example = TrainingExample.FromChat("a", tokenizer, Chat);

        Assert.Equal(tokenizer.EncodeChat(Chat), example.Tokens);
        Assert.Equal(expected, Learned(tokenizer, example));
    }

    [SkippableFact]
    [Trait("Category", "Shared")]
    public void The_template_of_a_real_model_is_followed()
    {
        HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.Load(SharedData.Require("models/smollm2-135m-instruct"));

        TrainingExample example = TrainingExample.FromChat("a", tokenizer, Chat);

        Assert.Equal("First answer.<|im_end|>|It is 4.<|im_end|>", Learned(tokenizer, example));
    }

    [Theory]
    [InlineData("{% generation %}{{ m.content }}</end>{% endgeneration %}\n", "First answer.</end>|It is 4.</end>")]
    [InlineData("{% generation %}{{ m.content }}{% endgeneration %}\n", "First answer.|It is 4.")]
    public void What_the_template_marks_is_learned(string assistant, string expected)
    {
        // Without marks this template could not be used: it numbers the messages from the end.
        HuggingFaceTokenizer tokenizer = WithTemplate(
            "{% for m in messages %}{{ loop.revindex }}: {% if m.role == 'assistant' %}" + assistant + "{% else %}{{ m.content }}\n{% endif %}{% endfor %}");

        Assert.Equal(expected, Learned(tokenizer, TrainingExample.FromChat("a", tokenizer, Chat)));
    }

    [Fact]
    public void Marks_in_a_macro_do_not_mislead()
    {
        HuggingFaceTokenizer tokenizer = WithTemplate(
            "{% macro say(m) %}{% generation %}{{ m.content }}{% endgeneration %}{% endmacro %}"
            + "{% for m in messages %}[{{ m.role }}]{% if m.role == 'assistant' %}{{ say(m) }}{% else %}{{ m.content }}{% endif %}{% endfor %}"
            + "{% if add_generation_prompt %}[assistant]{% endif %}");

        Assert.Equal("First answer.|It is 4.", Learned(tokenizer, TrainingExample.FromChat("a", tokenizer, Chat)));
    }

    [Fact]
    public void A_template_that_hides_the_turns_is_refused()
    {
        HuggingFaceTokenizer tokenizer = WithTemplate("{% for m in messages %}{{ loop.revindex }}: {{ m.content }}\n{% endfor %}");

        AmuroException error = Assert.Throws<AmuroException>(() => TrainingExample.FromChat("the chat", tokenizer, Chat));

        Assert.StartsWith("Chat 'the chat', message 2: expected a chat template that marks", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tokenizer_without_a_template_is_refused()
    {
        HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.Load(Goldens.Path("tokenizers/gpt2style"));

        Assert.Contains("chat_template", Assert.Throws<AmuroException>(() => TrainingExample.FromChat("a", tokenizer, Chat)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_is_fine_tuned_on_chats()
    {
        HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.Load(Goldens.Path("tokenizers/qwenstyle"));
        DecoderConfig config = new() { VocabularySize = tokenizer.VocabularySize, HiddenSize = 8, Layers = 1, Heads = 2, IntermediateSize = 8 };
        using DecoderModel model = DecoderModel.Initialise(config, 0);

        TrainingRun run = FineTuner.Default.WithEpochs(1).FineTune(model, tokenizer, [Chat, Chat[..2], [Chat[0]]]);

        TrainingExample first = TrainingExample.FromChat("", tokenizer, Chat), second = TrainingExample.FromChat("", tokenizer, Chat[..2]);
        Assert.Equal(["chat 3"], run.Skipped);
        Assert.Equal(first.Learned.Concat(second.Learned).Count(l => l), Assert.Single(run.Steps).LabelTokens);
    }

    private HuggingFaceTokenizer WithTemplate(string template)
    {
        File.Copy(Goldens.Path("tokenizers/llama3style/tokenizer.json"), _folder.File("tokenizer.json"));
        _folder.Write("tokenizer_config.json", new JsonObject { ["chat_template"] = template }.ToJsonString());
        return HuggingFaceTokenizer.Load(_folder.Path);
    }

    // Neighbouring learned tokens decoded together, the runs divided by bars.
    private static string Learned(HuggingFaceTokenizer tokenizer, TrainingExample example)
    {
        List<string> runs = [];
        for (int i = 0, end; i < example.Length; i = end + 1)
        {
            for (end = i; end < example.Length && example.Learned[end]; end++)
            {
            }

            runs.Add(tokenizer.Decode(example.Tokens.AsSpan()[i..end], skipSpecialTokens: false).Trim());
        }

        return string.Join('|', runs.Where(r => r.Length > 0));
    }
}
