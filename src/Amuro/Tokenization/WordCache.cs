namespace Amuro.Tokenization;

/// <summary>
/// Ids of words met before. Each word has one place, given by its hash, where the newest one stays: bounded in size, and
/// safe for many threads, because an entry never changes and its reference is written at once.
/// </summary>
internal sealed class WordCache
{
    /// <summary>Longer words are not kept.</summary>
    public const int MaxLength = 64;

    private const int Size = 1 << 16;
    private readonly Entry?[] entries = new Entry?[Size];

    public static uint Hash(ReadOnlySpan<char> word)
    {
        ulong hash = (ulong)word.Length;
        ReadOnlySpan<char> rest = word;
        while (rest.Length >= 4)
        {
            ulong four = rest[0] | ((ulong)rest[1] << 16) | ((ulong)rest[2] << 32) | ((ulong)rest[3] << 48);
            hash = (System.Numerics.BitOperations.RotateLeft(hash, 27) ^ four) * 0x9E3779B97F4A7C15;
            rest = rest[4..];
        }

        foreach (char unit in rest)
        {
            hash = (System.Numerics.BitOperations.RotateLeft(hash, 27) ^ unit) * 0x9E3779B97F4A7C15;
        }

        return (uint)(hash >> 32);
    }

    public bool TryGet(ReadOnlySpan<char> word, uint hash, out ReadOnlySpan<int> ids)
    {
        Entry? entry = Volatile.Read(ref entries[hash % Size]);
        if (entry is not null && entry.Hash == hash && word.SequenceEqual(entry.Word))
        {
            ids = entry.Ids;
            return true;
        }

        ids = default;
        return false;
    }

    public void Set(ReadOnlySpan<char> word, uint hash, ReadOnlySpan<int> ids) =>
        Volatile.Write(ref entries[hash % Size], new Entry(hash, word.ToString(), ids.ToArray()));

    private sealed record Entry(uint Hash, string Word, int[] Ids);
}
