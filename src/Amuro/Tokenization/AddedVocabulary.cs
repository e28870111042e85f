namespace Amuro.Tokenization;

/// <summary>The added tokens of a tokenizer.json: their ids, their two searches, and how they are decoded.</summary>
internal sealed class AddedVocabulary
{
    private readonly Dictionary<int, string> texts = [];
    private readonly HashSet<string> special = new(StringComparer.Ordinal);

    private AddedVocabulary(List<AddedToken> tokens, TextNormalizer? normalizer)
    {
        Raw = AddedTokenMatcher.Create(tokens.Where(static token => !token.Normalized).Select(static token => (token.Content, token)));
        Normalized = AddedTokenMatcher.Create(tokens.Where(static token => token.Normalized).Select(token => (Normal(token), token)));
        foreach (AddedToken token in tokens)
        {
            texts[token.Id] = token.Normalized ? Normal(token) : token.Content;
            Size = Math.Max(Size, token.Id + 1);
            if (token.Special)
            {
                special.Add(token.Content);
            }
        }

        string Normal(AddedToken token) =>
            normalizer is null ? token.Content : normalizer.Apply(new TextPiece(token.Content, 0, token.Content.Length)).Span.ToString();
    }

    /// <summary>Search in the raw text.</summary>
    public AddedTokenMatcher? Raw { get; }

    /// <summary>Search in the normalised text.</summary>
    public AddedTokenMatcher? Normalized { get; }

    /// <summary>The highest id plus one.</summary>
    public int Size { get; }

    /// <summary>Ids of the file are not obeyed: a token of the vocabulary has its id there, any other gets the next free one.</summary>
    public static AddedVocabulary Read(TokenizerJson json, Vocabulary vocabulary, TextNormalizer? normalizer)
    {
        var tokens = new Dictionary<string, AddedToken>(StringComparer.Ordinal);
        int highest = -1;
        foreach (TokenizerJson item in json.IsNull ? [] : json.Items())
        {
            string content = item.Get("content").Text();
            if (content.Length == 0)
            {
                continue;
            }

            bool special = item.Flag("special", false);
            int id = tokens.TryGetValue(content, out AddedToken? earlier) ? earlier.Id
                : vocabulary.Id(content) ?? Math.Max(vocabulary.Count, highest + 1);
            highest = Math.Max(highest, id);
            tokens[content] = new AddedToken(
                content, id, special, item.Flag("normalized", !special), item.Flag("lstrip", false),
                item.Flag("rstrip", false), item.Flag("single_word", false));
        }

        return new AddedVocabulary([.. tokens.Values], normalizer);
    }

    /// <summary>The text an added token is decoded to; null for an id that is none.</summary>
    public string? Text(int id) => texts.GetValueOrDefault(id);

    public int? Id(string text)
    {
        foreach ((int id, string content) in texts)
        {
            if (string.Equals(content, text, StringComparison.Ordinal))
            {
                return id;
            }
        }

        return null;
    }

    /// <summary>Whether decoding skips a token of that text when special tokens are skipped.</summary>
    public bool IsSpecial(string text) => special.Contains(text);
}
