using System.Numerics;

namespace Amuro.Tokenization;

/// <summary>Pairs of token ids, the rank of their merge and the id it gives: an open-addressing table for fast look-ups.</summary>
internal sealed class MergeTable
{
    /// <summary>The rank of a pair that does not merge.</summary>
    public const int None = int.MaxValue;

    private readonly Entry[] entries;
    private readonly int shift;

    public MergeTable(int count)
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, count * 2));
        entries = new Entry[size];
        shift = 64 - BitOperations.Log2((uint)size);
    }

    /// <summary>Adds a merge; a pair given twice keeps its later rank.</summary>
    public void Set(int left, int right, int rank, int result)
    {
        ulong key = Key(left, right);
        int slot = Slot(key);
        while (entries[slot].Key != 0 && entries[slot].Key != key)
        {
            slot = (slot + 1) & (entries.Length - 1);
        }

        entries[slot] = new Entry(key, rank, result);
    }

    public int Rank(int left, int right, out int result)
    {
        ulong key = Key(left, right);
        int slot = Slot(key);
        while (true)
        {
            ref readonly Entry entry = ref entries[slot];
            if (entry.Key == key)
            {
                result = entry.Result;
                return entry.Rank;
            }

            if (entry.Key == 0)
            {
                result = -1;
                return None;
            }

            slot = (slot + 1) & (entries.Length - 1);
        }
    }

    // Plus one, so that no key is 0, the mark of an empty entry.
    private static ulong Key(int left, int right) => (((ulong)(uint)left << 32) | (uint)right) + 1;

    private int Slot(ulong key) => (int)((key * 0x9E3779B97F4A7C15) >> shift);

    private readonly record struct Entry(ulong Key, int Rank, int Result);
}
