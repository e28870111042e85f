namespace Amuro.Tokenization;

/// <summary>A normalizer of tokenizer.json: changes the text of one piece before it is searched and split.</summary>
internal abstract class TextNormalizer
{
    private const string Supported = "Sequence, NFC, Prepend, Replace, Strip, ByteLevel";

    /// <summary>The changed piece; the same value if nothing changes.</summary>
    public abstract TextPiece Apply(TextPiece piece);

    /// <summary>Builds the normalizer of a tokenizer.json; null if it has none.</summary>
    public static TextNormalizer? Read(TokenizerJson json)
    {
        if (json.IsNull)
        {
            return null;
        }

        switch (json.Type())
        {
            case "Sequence":
                return new Chain([.. json.Get("normalizers").Items().Select(Read).OfType<TextNormalizer>()]);
            case "NFC":
                return new NfcNormalizer();
            case "Prepend":
                return new PrependNormalizer(json.Get("prepend").Text());
            case "Replace":
                return new ReplaceNormalizer(TextPattern.Read(json.Get("pattern")), json.Get("content").Text());
            case "Strip":
                return new StripNormalizer(json.Flag("strip_left", true), json.Flag("strip_right", true));
            case "ByteLevel":
                return new ByteLevelNormalizer();
            default:
                throw json.Unsupported("normalizer", Supported);
        }
    }

    private sealed class Chain(TextNormalizer[] parts) : TextNormalizer
    {
        public override TextPiece Apply(TextPiece piece)
        {
            foreach (TextNormalizer part in parts)
            {
                piece = part.Apply(piece);
            }

            return piece;
        }
    }
}
