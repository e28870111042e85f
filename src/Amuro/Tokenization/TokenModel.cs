namespace Amuro.Tokenization;

/// <summary>The model of a tokenizer.json: turns one word into ids.</summary>
internal abstract class TokenModel(Vocabulary vocabulary)
{
    public Vocabulary Vocabulary => vocabulary;

    /// <summary>Appends the ids of a word; <paramref name="start"/> is where it stands in its text.</summary>
    public abstract void Encode(ReadOnlySpan<char> word, int start, TokenSink sink);

    /// <param name="json">The member "model".</param>
    /// <param name="bytes">True if words are to be read as UTF-8 bytes in the byte alphabet.</param>
    public static TokenModel Read(TokenizerJson json, bool bytes)
    {
        json.Expect(System.Text.Json.JsonValueKind.Object);

        // Files of old versions leave the type out where there are merges.
        string type = json.TextOrNull("type") ?? (json.Get("merges").IsNull ? "nothing" : "BPE");
        return type switch
        {
            "BPE" => BpeModel.ReadBpe(json, bytes),
            "WordLevel" => WordLevelModel.ReadWordLevel(json, bytes),
            _ => throw json.Unsupported("model", "BPE, WordLevel"),
        };
    }
}
