namespace Amuro.Tokenization;

/// <summary>A model with one id a word; other words get the id of the unknown token.</summary>
internal sealed class WordLevelModel(Vocabulary vocabulary, int unknown, bool bytes) : TokenModel(vocabulary)
{
    public static WordLevelModel ReadWordLevel(TokenizerJson json, bool bytes)
    {
        Vocabulary vocabulary = Vocabulary.Read(json.Get("vocab"));
        string token = json.TextOrNull("unk_token") ?? "<unk>";
        int unknown = vocabulary.Id(token) ?? throw json.Get("unk_token").Wrong("a token of the vocabulary");
        return new WordLevelModel(vocabulary, unknown, bytes);
    }

    public override void Encode(ReadOnlySpan<char> word, int start, TokenSink sink)
    {
        ReadOnlySpan<char> key = bytes ? ByteAlphabet.Map(word) : word;
        sink.Add(Vocabulary.TryGetId(key, out int id) ? id : unknown, start, start + word.Length);
    }
}
