namespace Amuro.Tokenization;

/// <summary>A pre-tokenizer of tokenizer.json: splits pieces into the words that the model encodes one by one.</summary>
internal abstract class TextSplitter
{
    private const string Supported = "Sequence, ByteLevel, Split, Digits, Metaspace, Whitespace, WhitespaceSplit, Punctuation";

    /// <summary>Replaces the words by what they split into; may change the text.</summary>
    public abstract void Apply(WordList words);

    /// <summary>
    /// Builds the chain of a tokenizer.json. If its last part is ByteLevel, then <paramref name="bytes"/> is true and the model
    /// reads each word as UTF-8 bytes; nothing is mapped to the byte alphabet for that.
    /// </summary>
    public static TextSplitter[] Read(TokenizerJson json, out bool bytes)
    {
        var parts = new List<TokenizerJson>();
        Flatten(json, parts);
        bytes = parts.Count > 0 && parts[^1].Type() == "ByteLevel";
        var chain = new TextSplitter[parts.Count];
        for (int i = 0; i < chain.Length; i++)
        {
            chain[i] = ReadOne(parts[i], isLast: i == chain.Length - 1);
        }

        return chain;
    }

    private static void Flatten(TokenizerJson json, List<TokenizerJson> parts)
    {
        if (json.IsNull)
        {
            return;
        }

        if (json.Type() != "Sequence")
        {
            parts.Add(json);
            return;
        }

        foreach (TokenizerJson part in json.Get("pretokenizers").Items())
        {
            Flatten(part, parts);
        }
    }

    private static TextSplitter ReadOne(TokenizerJson json, bool isLast)
    {
        switch (json.Type())
        {
            case "ByteLevel":
                return new ByteLevelSplitter(json.Flag("add_prefix_space", true), json.Flag("use_regex", true), mapBytes: !isLast);
            case "Split":
                return new PatternSplitter(
                    TextPattern.Read(json.Get("pattern")), PatternSplitter.ReadBehavior(json), json.Flag("invert", false));
            case "Digits":
                return PatternSplitter.Digits(json.Flag("individual_digits", false));
            case "Whitespace":
                return PatternSplitter.Whitespace();
            case "WhitespaceSplit":
                return PatternSplitter.WhitespaceSplit();
            case "Punctuation":
                return PatternSplitter.Punctuation(PatternSplitter.ReadBehavior(json));
            case "Metaspace":
                return MetaspaceSplitter.Read(json);
            default:
                throw json.Unsupported("pre-tokenizer", Supported);
        }
    }
}
