using Amuro.Tokenization;

namespace Amuro.Training;

/// <summary>Turns a conversation into token ids, and finds those that the assistant wrote.</summary>
internal static class ChatEncoder
{
    private const string Assistant = "assistant";

    public static TrainingExample Encode(string id, HuggingFaceTokenizer tokenizer, IReadOnlyList<ChatMessage> messages)
    {
        ChatTemplate template = tokenizer.ChatTemplate
            ?? throw new AmuroException($"Chat '{id}': expected a tokenizer with a chat_template, found none");
        (string text, IReadOnlyList<(int Start, int End)> marked) = template.RenderMarked(messages);
        bool isMarked = marked.Count > 0;
        IReadOnlyList<(int Start, int End)> spans = isMarked ? marked : ByPrefix(id, template, messages, text);
        int[] ids = tokenizer.Encode(text, addSpecialTokens: false);
        bool[] learned = new bool[ids.Length];
        foreach ((int start, int end) in spans)
        {
            int first = Common(ids, tokenizer.Encode(text[..start], addSpecialTokens: false));
            int last = End(tokenizer, text, end, ids);
            last = isMarked ? last : WithoutGlue(tokenizer, ids, first, last);
            learned.AsSpan(first, Math.Max(0, last - first)).Fill(true);
        }

        return TrainingExample.FromMask(id, [.. ids], [.. learned]);
    }

    // A turn of the assistant is what the conversation up to it has more than the one before it with its generation prompt.
    private static List<(int Start, int End)> ByPrefix(
        string id, ChatTemplate template, IReadOnlyList<ChatMessage> messages, string text)
    {
        List<(int Start, int End)> spans = [];
        for (int i = 0; i < messages.Count; i++)
        {
            if (messages[i].Role != Assistant)
            {
                continue;
            }

            string before = template.Render([.. messages.Take(i)], addGenerationPrompt: true);
            string through = template.Render([.. messages.Take(i + 1)]);
            if (!text.StartsWith(through, StringComparison.Ordinal) || !through.StartsWith(before, StringComparison.Ordinal))
            {
                string what = text.StartsWith(through, StringComparison.Ordinal) ? "with its generation prompt" : "with it";
                throw new AmuroException(
                    $"Chat '{id}', message {i + 1}: expected a chat template that marks what the assistant wrote ({{% generation %}}), or that renders the conversation up to a message as the beginning of the whole; found another text for the messages up to this one ({what})");
            }

            spans.Add((before.Length, through.Length));
        }

        return spans;
    }

    // A token that holds the end of a turn and the beginning of the next belongs to the turn.
    private static int End(HuggingFaceTokenizer tokenizer, string text, int end, int[] ids)
    {
        int[] before = tokenizer.Encode(text[..end], addSpecialTokens: false);
        if (Common(ids, before) == before.Length)
        {
            return before.Length;
        }

        int[] after = tokenizer.Encode(text[end..], addSpecialTokens: false);
        int alike = 0;
        while (alike < Math.Min(ids.Length, after.Length) && ids[^(alike + 1)] == after[^(alike + 1)])
        {
            alike++;
        }

        return ids.Length - alike;
    }

    // White space that a template writes after the token that ends a turn is no part of the turn: generation has stopped by then.
    private static int WithoutGlue(HuggingFaceTokenizer tokenizer, int[] ids, int first, int last)
    {
        int end = last;
        while (end > first && tokenizer.Decode([ids[end - 1]], skipSpecialTokens: true) is { Length: > 0 } text && string.IsNullOrWhiteSpace(text))
        {
            end--;
        }

        bool endsInSpecial = end > first && tokenizer.Decode([ids[end - 1]], skipSpecialTokens: true).Length == 0;
        return endsInSpecial ? end : last;
    }

    private static int Common(ReadOnlySpan<int> a, ReadOnlySpan<int> b) => a.CommonPrefixLength(b);
}
