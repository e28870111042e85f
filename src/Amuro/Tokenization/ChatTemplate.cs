using System.Collections.Immutable;
using Amuro.Tokenization.Chat;

namespace Amuro.Tokenization;

/// <summary>
/// A chat template: the part of Jinja that the templates of ChatML, Llama 2 and 3, Tulu, Qwen and SmolLM are written in, with the
/// settings of transformers (<c>trim_blocks</c>, <c>lstrip_blocks</c>). A statement, filter, test or method that is not supported is
/// refused by its name and its place in the template; nothing is rendered halfway. Immutable and safe for many threads.
/// </summary>
/// <remarks>
/// A template sees <c>messages</c> (each with <c>role</c> and <c>content</c>), <c>add_generation_prompt</c>, <c>tools</c> and
/// <c>documents</c> (both none), and the special tokens that the tokenizer names, such as <c>bos_token</c>. The date is not read from
/// the clock: <c>strftime_now</c> is there only after <see cref="WithDate"/>. A rendering is bounded in steps and in text.
/// </remarks>
public sealed class ChatTemplate
{
    private readonly TemplateSource source;
    private readonly Block body;
    private readonly ImmutableDictionary<string, object?> variables;

    private ChatTemplate(TemplateSource source, Block body, ImmutableDictionary<string, object?> variables)
    {
        this.source = source;
        this.body = body;
        this.variables = variables;
    }

    /// <summary>The template as it was given.</summary>
    public string Source => source.Original;

    /// <summary>
    /// Loads the template of a tokenizer: the file chat_template.jinja if there is one, else the member <c>chat_template</c> of
    /// tokenizer_config.json, which is a text or a list of templates with names. The special tokens come from the same files as those
    /// of <see cref="HuggingFaceTokenizer"/>.
    /// </summary>
    /// <param name="folder">The folder of the tokenizer.</param>
    /// <param name="name">The name of one of several templates; <c>default</c> by default. A template alone has that name, too.</param>
    /// <returns>The template.</returns>
    /// <exception cref="AmuroException">There is no template of that name, or it uses what is not supported.</exception>
    public static ChatTemplate Load(string folder, string name = "default")
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(name);
        return ChatTemplateFiles.Read(folder).Template(name);
    }

    /// <summary>Reads a template from a text.</summary>
    /// <param name="template">The template.</param>
    /// <param name="name">What messages about errors call it.</param>
    /// <returns>The template, without special tokens: see <see cref="WithVariable(string, string)"/>.</returns>
    /// <exception cref="AmuroException">It is no template, or it uses what is not supported; the message names line and column.</exception>
    public static ChatTemplate Parse(string template, string name = "chat_template")
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(name);
        var source = new TemplateSource(name, template);
        return new ChatTemplate(source, TemplateParser.Parse(source), ImmutableDictionary<string, object?>.Empty);
    }

    /// <summary>Gives the template a text under a name, such as <c>date_string</c> or <c>bos_token</c>.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The text.</param>
    /// <returns>A template that also has the variable.</returns>
    public ChatTemplate WithVariable(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return With(name, value);
    }

    /// <summary>Gives the template a switch under a name, such as <c>enable_thinking</c>.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The switch.</param>
    /// <returns>A template that also has the variable.</returns>
    public ChatTemplate WithVariable(string name, bool value) => With(name, value);

    /// <summary>Gives the template the function <c>strftime_now</c>, for those that write the date.</summary>
    /// <param name="date">The date that counts as today.</param>
    /// <returns>A template that knows the date.</returns>
    public ChatTemplate WithDate(DateOnly date) =>
        With("strftime_now", new CallableValue("strftime_now", call => DateFormat.Write(date, call.Text("format"))));

    /// <summary>Renders a conversation.</summary>
    /// <param name="messages">The messages in order.</param>
    /// <param name="addGenerationPrompt">Whether the beginning of an answer follows; false by default, as in transformers.</param>
    /// <returns>The text. It holds its special tokens, so encode it with <c>addSpecialTokens: false</c>
    /// (as <see cref="HuggingFaceTokenizer.EncodeChat"/> does).</returns>
    /// <exception cref="AmuroException">The template refuses the messages, or it uses what is not supported; the message names line and
    /// column.</exception>
    public string Render(IReadOnlyList<ChatMessage> messages, bool addGenerationPrompt = false) =>
        Run(messages, addGenerationPrompt).Output;

    /// <summary>Renders a conversation, and says which of its characters the template marks with <c>{% generation %}</c>.</summary>
    internal (string Text, IReadOnlyList<(int Start, int End)> Marks) RenderMarked(IReadOnlyList<ChatMessage> messages)
    {
        RenderContext context = Run(messages, addGenerationPrompt: false);
        return (context.Output, context.Marks);
    }

    internal ChatTemplate WithNothing(string name) => With(name, null);

    private RenderContext Run(IReadOnlyList<ChatMessage> messages, bool addGenerationPrompt)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var context = new RenderContext(variables
            .SetItem("messages", messages.Select(AsValue).ToList<object?>())
            .SetItem("add_generation_prompt", addGenerationPrompt));
        try
        {
            body.Run(context);
        }
        catch (TemplateFault fault)
        {
            throw source.Error(context.Position, fault.Message);
        }
        catch (OverflowException)
        {
            throw source.Error(context.Position, "a number is larger than 64 bits hold");
        }
        catch (InsufficientExecutionStackException)
        {
            throw source.Error(context.Position, "expressions, values or macros hold one another too deeply");
        }

        return context;
    }

    private static MapValue AsValue(ChatMessage message)
    {
        if (message?.Role is null || message.Content is null)
        {
            throw new ArgumentException("a message is null, or its role or content is", nameof(message));
        }

        return new MapValue { ["role"] = message.Role, ["content"] = message.Content };
    }

    private ChatTemplate With(string name, object? value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new ChatTemplate(source, body, variables.SetItem(name, value));
    }
}
