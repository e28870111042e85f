namespace Amuro.Tokenization;

/// <summary>A decoder of tokenizer.json: works on the list of token texts, which is joined in the end.</summary>
internal abstract class TokenDecoder
{
    private const string Supported = "Sequence, ByteLevel, ByteFallback, Fuse, Strip, Replace, Metaspace, WordPiece";

    /// <summary>Changes the texts of tokens.</summary>
    public abstract List<string> Apply(List<string> tokens);

    /// <summary>Builds the decoder of a tokenizer.json; null if it has none (tokens are then joined by blanks).</summary>
    public static TokenDecoder? Read(TokenizerJson json)
    {
        if (json.IsNull)
        {
            return null;
        }

        switch (json.Type())
        {
            case "Sequence":
                return new Chain([.. json.Get("decoders").Items().Select(Read).OfType<TokenDecoder>()]);
            case "ByteLevel":
                return new ByteLevelDecoder();
            case "ByteFallback":
                return new ByteFallbackDecoder();
            case "Fuse":
                return new FuseDecoder();
            case "Strip":
                return new StripDecoder(json.Get("content").Text(), json.Integer("start", 0), json.Integer("stop", 0));
            case "Replace":
                return new ReplaceDecoder(TextPattern.Read(json.Get("pattern")), json.Get("content").Text());
            case "Metaspace":
                (char replacement, string scheme) = MetaspaceSplitter.ReadScheme(json);
                return new MetaspaceDecoder(replacement, scheme != "never");
            case "WordPiece":
                return json.Flag("cleanup", true)
                    ? throw json.Get("cleanup").Wrong("false (other values are not supported)")
                    : new WordPieceDecoder(json.TextOrNull("prefix") ?? "##");
            default:
                throw json.Unsupported("decoder", Supported);
        }
    }

    private sealed class Chain(TokenDecoder[] parts) : TokenDecoder
    {
        public override List<string> Apply(List<string> tokens) =>
            parts.Aggregate(tokens, static (current, part) => part.Apply(current));
    }
}
