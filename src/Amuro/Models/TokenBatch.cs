using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Models;

/// <summary>
/// Several sequences as one run of N tokens without padding. Only attention sees them as a [B, T] table; its padding is
/// on the right, where causal masking makes it exact.
/// </summary>
/// <remarks>B: sequences. T: length of the longest. N: tokens of all.</remarks>
public sealed class TokenBatch : IDisposable
{
    private readonly int[] _lengths;
    private readonly int[] _starts;
    private readonly int[] _ids;
    private Tensor? _toTable;
    private Tensor? _fromTable;

    private TokenBatch(IReadOnlyList<int[]> sequences, Device device)
    {
        _lengths = [.. sequences.Select(s => s.Length)];
        _starts = new int[sequences.Count];
        for (int i = 1; i < _starts.Length; i++)
        {
            _starts[i] = checked(_starts[i - 1] + _lengths[i - 1]);
        }

        _ids = [.. sequences.SelectMany(s => s)];
        MaxLength = _lengths.Max();
        IsUniform = _lengths.All(l => l == MaxLength);
        Device = device;
        Ids = ToTensor([.. _ids.Select(id => (long)id)]);
        Positions = ToTensor([.. _lengths.SelectMany(l => Enumerable.Range(0, l).Select(p => (long)p))]);
        if (!IsUniform)
        {
            MakeIndices();
        }
    }

    /// <summary>Number of tokens of all sequences, N.</summary>
    public int Count => _ids.Length;

    /// <summary>Number of sequences, B.</summary>
    public int Sequences => _lengths.Length;

    /// <summary>Length of the longest sequence, T.</summary>
    public int MaxLength { get; }

    /// <summary>Token ids, int64 [N].</summary>
    public Tensor Ids { get; }

    /// <summary>Place of each token within its sequence from 0, int64 [N]; with a cache, counted from its end.</summary>
    public Tensor Positions { get; }

    /// <summary>Length of each sequence in tokens.</summary>
    public IReadOnlyList<int> Lengths => _lengths;

    /// <summary>Index of each sequence's first token in the run of N tokens.</summary>
    public IReadOnlyList<int> Starts => _starts;

    /// <summary>Where the tensors lie.</summary>
    public Device Device { get; }

    /// <summary>Whether all sequences are equally long, so that the table is the run itself.</summary>
    internal bool IsUniform { get; }

    /// <summary>The ids on the side of .NET.</summary>
    internal ReadOnlySpan<int> IdSpan => _ids;

    /// <summary>Puts sequences into one run.</summary>
    /// <param name="sequences">At least one sequence of at least one token id each.</param>
    /// <param name="device">Where the tensors shall lie. Default: CPU.</param>
    /// <exception cref="AmuroException">There is no sequence, or one is empty.</exception>
    public static TokenBatch From(IReadOnlyList<int[]> sequences, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        if (sequences.Count == 0)
        {
            throw new AmuroException("TokenBatch: expected at least one sequence, found none.");
        }

        for (int i = 0; i < sequences.Count; i++)
        {
            if (sequences[i] is not { Length: > 0 })
            {
                throw new AmuroException(FormattableString.Invariant($"TokenBatch: sequence {i}: expected at least one token, found none."));
            }
        }

        using IDisposable none = no_grad();
        return new TokenBatch(sequences, device ?? CPU);
    }

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        Ids.Dispose();
        Positions.Dispose();
        _toTable?.Dispose();
        _fromTable?.Dispose();
    }

    /// <summary>[N, ...] to [B, T, ...]. Padding repeats the first token of its row; nothing reads it.</summary>
    internal Tensor ToTable(Tensor run)
    {
        Tensor flat = IsUniform ? run : run.index_select(0, _toTable!);
        return flat.view([Sequences, MaxLength, .. run.shape.AsSpan(1)]);
    }

    /// <summary>[B, T, ...] to [N, ...].</summary>
    internal Tensor FromTable(Tensor table)
    {
        Tensor flat = table.reshape([(long)Sequences * MaxLength, .. table.shape.AsSpan(2)]);
        return IsUniform ? flat : flat.index_select(0, _fromTable!);
    }

    private void MakeIndices()
    {
        var toTable = new long[(long)Sequences * MaxLength];
        var fromTable = new long[Count];
        for (int b = 0, next = 0; b < Sequences; b++)
        {
            for (int t = 0; t < MaxLength; t++)
            {
                toTable[((long)b * MaxLength) + t] = _starts[b] + (t < _lengths[b] ? t : 0);
                if (t < _lengths[b])
                {
                    fromTable[next++] = ((long)b * MaxLength) + t;
                }
            }
        }

        _toTable = ToTensor(toTable);
        _fromTable = ToTensor(fromTable);
    }

    private Tensor ToTensor(long[] values) => tensor(values, dtype: ScalarType.Int64, device: Device).DetachFromDisposeScope();
}
