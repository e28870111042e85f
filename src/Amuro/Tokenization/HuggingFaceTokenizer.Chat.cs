namespace Amuro.Tokenization;

/// <summary>Conversations.</summary>
public sealed partial class HuggingFaceTokenizer
{
    /// <summary>
    /// The chat template named <c>default</c> of the tokenizer's files (see <see cref="ChatTemplate.Load"/>), or null if they have none.
    /// It is read when first asked for, so that a template that is not supported hinders only those who use it.
    /// </summary>
    /// <exception cref="AmuroException">The template uses what is not supported, or there are several and none is the default.</exception>
    public ChatTemplate? ChatTemplate => chatTemplate.Value;

    /// <summary>Renders a conversation with <see cref="ChatTemplate"/> and encodes it. The template writes its special tokens itself, so the
    /// post-processor of the file adds none.</summary>
    /// <param name="messages">The messages in order.</param>
    /// <param name="addGenerationPrompt">Whether the beginning of an answer follows; false by default.</param>
    /// <returns>The ids.</returns>
    /// <exception cref="AmuroException">There is no template, it uses what is not supported, or it refuses the messages.</exception>
    public int[] EncodeChat(IReadOnlyList<ChatMessage> messages, bool addGenerationPrompt = false)
    {
        ChatTemplate template = ChatTemplate
            ?? throw new AmuroException($"{files.Beside(TokenizerFiles.Config)}: expected a chat_template to render a conversation, found none");
        return Encode(template.Render(messages, addGenerationPrompt), addSpecialTokens: false);
    }
}
