namespace Amuro.Tokenization;

/// <summary>Token texts and their ids, compared by ordinals.</summary>
internal sealed class Vocabulary
{
    private const int MaxId = 1 << 24;
    private readonly Dictionary<string, int> ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup;
    private string?[] tokens = [];

    public Vocabulary() => lookup = ids.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Number of tokens.</summary>
    public int Count => ids.Count;

    /// <summary>The highest id plus one.</summary>
    public int Size { get; private set; }

    public static Vocabulary Read(TokenizerJson json)
    {
        var vocabulary = new Vocabulary();
        foreach ((string token, TokenizerJson value) in json.Members())
        {
            int id = value.Integer();
            if (id is < 0 or >= MaxId)
            {
                throw value.Wrong($"an id from 0 to {MaxId - 1}");
            }

            vocabulary.Add(token, id);
        }

        return vocabulary;
    }

    public void Add(string token, int id)
    {
        ids[token] = id;
        if (id >= tokens.Length)
        {
            Array.Resize(ref tokens, Math.Max(id + 1, tokens.Length * 2));
        }

        tokens[id] = token;
        Size = Math.Max(Size, id + 1);
    }

    public bool TryGetId(ReadOnlySpan<char> token, out int id) => lookup.TryGetValue(token, out id);

    public int? Id(string token) => ids.TryGetValue(token, out int id) ? id : null;

    public string? Token(int id) => (uint)id < (uint)Size ? tokens[id] : null;
}
