using Amuro.Runtime;
using Amuro.Runtime.Kernels;
using TorchSharp;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace Amuro.Models;

/// <summary>What attention needs of one batch, prepared once for all layers.</summary>
/// <remarks>Shapes: N tokens, B sequences, T new tokens of the longest, L tokens with those cached, h and k heads, d width.</remarks>
internal sealed class AttentionPlan
{
    private readonly TokenBatch _batch;
    private readonly KeyValueCache? _cache;
    private readonly KeyValueCache? _prefix;
    private readonly Tensor? _slots;
    private readonly DecoderConfig _config;
    private readonly Tensor? _mask;
    private readonly Tensor? _slidingMask;
    private readonly bool _continues;

    private AttentionPlan(TokenBatch batch, KeyValueCache? cache, KeyValueCache? prefix, DecoderConfig config)
    {
        (_batch, _cache, _prefix, _config) = (batch, cache, prefix, config);
        int[] before = prefix is not null ? [.. Enumerable.Repeat(prefix.Lengths.Single(), batch.Sequences)]
            : cache is { Sequences: > 0 } ? [.. cache.Lengths]
            : new int[batch.Sequences];
        KeyLength = before.Zip(batch.Lengths, (old, add) => old + add).Max();
        PositionEnd = batch.PositionEnd ?? KeyLength;
        if (Math.Max(KeyLength, PositionEnd) > config.MaxPositions)
        {
            throw new AmuroException(FormattableString.Invariant(
                $"TokenBatch: expected at most {config.MaxPositions} tokens per sequence (max_position_embeddings), found {Math.Max(KeyLength, PositionEnd)}."));
        }

        _slots = cache?.Reserve(batch);
        _continues = before.Any(l => l > 0);
        Positions = _continues && batch.PositionEnd is null ? batch.Positions.add(PerToken(before), Scalars.One) : batch.Positions;
        if (prefix is not null)
        {
            return;
        }

        if (_continues && !(batch.MaxLength == 1 && before.All(l => l == before[0])))
        {
            _mask = Mask(before, window: null);
        }

        // A text no longer than the window needs no mask for it.
        _slidingMask = config.SlidingWindow is { } window && KeyLength > window ? Mask(_continues ? before : [0], window) : _mask;
    }

    /// <summary>Place of each token in its sequence, [N].</summary>
    public Tensor Positions { get; }

    /// <summary>All positions are below this.</summary>
    public int PositionEnd { get; }

    /// <summary>Tokens of the longest sequence with those cached, L.</summary>
    public int KeyLength { get; }

    /// <summary>Whether the sequences stand one after the other in the run, with nothing before them and nothing shared.</summary>
    public bool IsPlain => !_continues && !_batch.Shares;

    /// <summary>Whether the sequences share rows or a prefix, and nothing is kept.</summary>
    public bool IsTree => _cache is null && !IsPlain;

    /// <summary>Whether keys and values go into a cache.</summary>
    public bool Keeps => _cache is not null;

    /// <summary>The same for the kernel.</summary>
    public AttentionShape ShapeOf(int layer) => new(
        _batch.Starts, _batch.Lengths, _config.Heads, _config.KeyValueHeads, _config.HeadDim, _config.Slides(layer) ? _config.SlidingWindow : null);

    /// <summary>The same for the kernel of a tree.</summary>
    public TreeShape TreeOf(int layer) => new(
        _batch.Layout, _config.Heads, _config.KeyValueHeads, _config.HeadDim, _config.Slides(layer) ? _config.SlidingWindow : null);

    /// <summary>What all sequences begin with at a layer; to be disposed.</summary>
    public TreePrefix? PrefixOf(int layer) => _prefix?.Prefix(layer);

    /// <summary>Prepares attention for a batch.</summary>
    /// <param name="batch">The new tokens.</param>
    /// <param name="cache">What was read before of each sequence, to be continued; or null.</param>
    /// <param name="prefix">One text that every sequence continues, only read; or null. Only where kernels are used.</param>
    /// <param name="config">The model.</param>
    public static AttentionPlan Make(TokenBatch batch, KeyValueCache? cache, KeyValueCache? prefix, DecoderConfig config) =>
        new(batch, cache, prefix, config);

    /// <summary>Puts keys and values of the new tokens into the cache, if there is one.</summary>
    public void Keep(Tensor keys, Tensor values, int layer) => _cache?.Store(layer, _slots!, _batch.Spread(keys), _batch.Spread(values));

    /// <summary>Attention of queries and keys [N, h+k, d], already rotated, over values [N, k, d]: [N, h*d].</summary>
    public Tensor Attend(Tensor queriesAndKeys, Tensor values, int layer, long h)
    {
        long k = values.shape[1], d = values.shape[2];
        Tensor read;
        Tensor? mask = _config.Slides(layer) ? _slidingMask : _mask;
        Keep(queriesAndKeys.narrow(1, h, k), values, layer);
        if (_continues)
        {
            Tensor query = _batch.ToTable(queriesAndKeys.narrow(1, 0, h)).transpose(1, 2);
            (Tensor keys, Tensor vals) = _cache!.Read(layer, KeyLength);
            read = Functional.scaled_dot_product_attention(query, Heads(keys, h), Heads(vals, h), mask);
        }
        else
        {
            Tensor[] parts = _batch.ToTable(queriesAndKeys).split([h, k], dim: 2);
            read = Functional.scaled_dot_product_attention(
                parts[0].transpose(1, 2), Heads(parts[1], h), Heads(_batch.ToTable(values), h), mask, is_casual: mask is null);
        }

        return _batch.FromTable(read.transpose(1, 2)).reshape(-1, h * d);
    }

    // [B, L, k, d] to [B, h, L, d]: each key/value head serves the consecutive query heads.
    private static Tensor Heads(Tensor table, long h)
    {
        long[] s = table.shape;
        Tensor heads = table.transpose(1, 2);
        return s[2] == h
            ? heads
            : heads.unsqueeze(2).expand(s[0], s[2], h / s[2], s[1], s[3]).reshape(s[0], h, s[1], s[3]);
    }

    private Tensor PerToken(int[] perSequence) => tensor(
        [.. _batch.Owners.Select(b => (long)perSequence[b])],
        dtype: ScalarType.Int64,
        device: _batch.Device);

    // A new token t of a sequence with n cached ones sees keys up to n + t, or the last ones of them: bool [B, 1, T, L].
    private Tensor Mask(int[] before, int? window)
    {
        Device device = _batch.Device;
        Tensor last = tensor([.. before.Select(n => (long)n)], dtype: ScalarType.Int64, device: device).view(-1, 1, 1, 1)
            .add(Scalars.Range(_batch.MaxLength, ScalarType.Int64, device).view(1, 1, -1, 1), Scalars.One);
        Tensor keys = Scalars.Range(KeyLength, ScalarType.Int64, device).view(1, 1, 1, -1);
        if (window is null)
        {
            return keys <= last;
        }

        using Scalar width = window.Value;
        return (keys <= last).logical_and_(keys > last.sub(width));
    }
}
