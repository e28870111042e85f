using Amuro.Runtime.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Models;

/// <summary>
/// Keys and values of the tokens that a model has read, so that what follows costs only its own tokens. Pass it to
/// <see cref="DecoderModel.Hidden"/>: the first call fills it, each further one adds at least one token per sequence.
/// No gradient flows through it.
/// </summary>
public sealed class KeyValueCache : IDisposable
{
    private readonly List<Tensor> _keys = [];
    private readonly List<Tensor> _values = [];
    private int[] _lengths = [];

    /// <summary>Number of sequences; 0 before the first use.</summary>
    public int Sequences => _lengths.Length;

    /// <summary>Tokens held of each sequence.</summary>
    public IReadOnlyList<int> Lengths => _lengths;

    /// <summary>Tokens for which there is room; grows by itself.</summary>
    public int Capacity { get; private set; }

    /// <summary>
    /// A new cache of chosen sequences, each as often as it is named: a prefix of one sequence becomes the prefix of many.
    /// </summary>
    /// <param name="sequences">Indices of sequences of this cache, at least one.</param>
    /// <param name="room">Further tokens to make room for. Default 0: the room grows when needed.</param>
    /// <exception cref="ArgumentOutOfRangeException">An index lies outside, or <paramref name="room"/> is negative.</exception>
    public KeyValueCache Select(IReadOnlyList<int> sequences, int room = 0)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        ArgumentOutOfRangeException.ThrowIfZero(sequences.Count);
        ArgumentOutOfRangeException.ThrowIfNegative(room);
        foreach (int index in sequences)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Sequences);
        }

        using IDisposable none = no_grad();
        using DisposeScope scope = NewDisposeScope();
        int[] lengths = [.. sequences.Select(i => _lengths[i])];
        var result = new KeyValueCache { _lengths = lengths, Capacity = lengths.Max() + room };
        Tensor rows = tensor([.. sequences.Select(i => (long)i)], dtype: ScalarType.Int64, device: _keys[0].device);
        foreach ((List<Tensor> from, List<Tensor> to) in new[] { (_keys, result._keys), (_values, result._values) })
        {
            to.AddRange(from.Select(t => Chosen(t, rows, lengths.Max(), result.Capacity).DetachFromDisposeScope()));
        }

        return result;
    }

    /// <summary>A new cache in which the only sequence of this one stands several times.</summary>
    /// <param name="count">How often, at least once.</param>
    /// <param name="room">Further tokens to make room for. Default 0.</param>
    /// <exception cref="AmuroException">This cache holds more than one sequence, or none.</exception>
    public KeyValueCache Repeat(int count, int room = 0) => Sequences == 1
        ? Select([.. Enumerable.Repeat(0, count)], room)
        : throw new AmuroException(FormattableString.Invariant($"KeyValueCache.Repeat: expected one sequence, found {Sequences}."));

    /// <summary>Forgets the tokens beyond a length, so that other ones can follow the same beginning.</summary>
    /// <param name="length">Tokens to keep of each sequence that has more.</param>
    public void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        _lengths = [.. _lengths.Select(l => Math.Min(l, length))];
    }

    /// <summary>Frees the tensors; the cache is empty afterwards.</summary>
    public void Dispose()
    {
        foreach (Tensor tensor in _keys.Concat(_values))
        {
            tensor.Dispose();
        }

        _keys.Clear();
        _values.Clear();
        _lengths = [];
        Capacity = 0;
    }

    /// <summary>Makes room for a batch and says where its tokens go; call <see cref="Commit"/> when all layers are written.</summary>
    internal Tensor Reserve(TokenBatch batch)
    {
        if (Sequences == 0)
        {
            _lengths = new int[batch.Sequences];
        }
        else if (Sequences != batch.Sequences)
        {
            throw new AmuroException(FormattableString.Invariant(
                $"KeyValueCache: expected a batch of {Sequences} sequences as before, found {batch.Sequences}."));
        }

        int needed = _lengths.Zip(batch.Lengths, (old, add) => old + add).Max();
        if (needed > Capacity)
        {
            Grow(_keys.Count == 0 ? needed : Math.Max(needed, Math.Min(2 * Capacity, Capacity + 256)));
        }

        var slots = new long[batch.Lengths.Sum()];
        for (int b = 0, next = 0; b < Sequences; b++)
        {
            for (int t = 0; t < batch.Lengths[b]; t++)
            {
                slots[next++] = ((long)b * Capacity) + _lengths[b] + t;
            }
        }

        return tensor(slots, dtype: ScalarType.Int64, device: batch.Device);
    }

    /// <summary>Writes keys and values [N, heads, d] of a layer at the places that <see cref="Reserve"/> gave.</summary>
    internal void Store(int layer, Tensor slots, Tensor keys, Tensor values)
    {
        if (layer == _keys.Count)
        {
            long[] shape = [Sequences, Capacity, keys.shape[1], keys.shape[2]];
            _keys.Add(zeros(shape, dtype: keys.dtype, device: keys.device).DetachFromDisposeScope());
            _values.Add(zeros(shape, dtype: keys.dtype, device: keys.device).DetachFromDisposeScope());
        }

        _keys[layer].view(-1, keys.shape[1], keys.shape[2]).index_copy_(0, slots, keys);
        _values[layer].view(-1, keys.shape[1], keys.shape[2]).index_copy_(0, slots, values);
    }

    /// <summary>Keys and values [B, L, heads, d] of a layer with the tokens just stored.</summary>
    internal (Tensor Keys, Tensor Values) Read(int layer, int length) =>
        (_keys[layer].narrow(1, 0, length), _values[layer].narrow(1, 0, length));

    /// <summary>The only sequence of this cache at a layer, for the attention kernel of a tree.</summary>
    internal TreePrefix Prefix(int layer) => new(_keys[layer], _values[layer], _lengths.Single());

    internal void Commit(TokenBatch batch) => _lengths = [.. _lengths.Zip(batch.Lengths, (old, add) => old + add)];

    private static Tensor Chosen(Tensor table, Tensor rows, int length, int capacity)
    {
        Tensor chosen = table.narrow(1, 0, length).index_select(0, rows);
        return capacity == length ? chosen : Widened(chosen, capacity);
    }

    private static Tensor Widened(Tensor table, int capacity)
    {
        long[] shape = [table.shape[0], capacity, .. table.shape.AsSpan(2)];
        Tensor wide = zeros(shape, dtype: table.dtype, device: table.device);
        wide.narrow(1, 0, table.shape[1]).copy_(table);
        return wide;
    }

    private void Grow(int capacity)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (List<Tensor> tables in new[] { _keys, _values })
        {
            for (int i = 0; i < tables.Count; i++)
            {
                Tensor wide = Widened(tables[i], capacity).DetachFromDisposeScope();
                tables[i].Dispose();
                tables[i] = wide;
            }
        }

        Capacity = capacity;
    }
}
