using Amuro.Runtime;
using Amuro.Runtime.Kernels;
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
    private readonly TokenRun _run;
    private readonly Tensor? _spread;
    private (Tensor To, Tensor From)? _table;
    private TreeLayout? _layout;

    private TokenBatch(TokenRun run, bool placed, Device device)
    {
        _run = run;
        PositionEnd = placed ? run.Positions.Max() + 1 : null;
        Device = device;
        Ids = ToTensor([.. run.Ids.Select(id => (long)id)]);
        Positions = ToTensor([.. run.Positions.Select(p => (long)p)]);
        IsUniform = !run.Shares && run.Lengths.All(l => l == run.MaxLength);
        if (!IsUniform && Device.type != DeviceType.CPU)
        {
            Table();
        }

        _spread = run.Shares ? ToTensor([.. run.Rows.Select(r => (long)r)]) : null;
    }

    /// <summary>Number of tokens of all sequences, N.</summary>
    public int Count => _run.Ids.Length;

    /// <summary>Number of sequences, B.</summary>
    public int Sequences => _run.Lengths.Length;

    /// <summary>Length of the longest sequence, T.</summary>
    public int MaxLength => _run.MaxLength;

    /// <summary>Token ids, int64 [N].</summary>
    public Tensor Ids { get; }

    /// <summary>
    /// Place of each token within its sequence from 0, int64 [N]; with a cache, counted from its end. What
    /// <see cref="FromPositions"/> was given is taken as it is.
    /// </summary>
    public Tensor Positions { get; }

    /// <summary>Length of each sequence in tokens.</summary>
    public IReadOnlyList<int> Lengths => _run.Lengths;

    /// <summary>Index of each sequence's first token in the run of N tokens.</summary>
    public IReadOnlyList<int> Starts => _run.Starts;

    /// <summary>Where the tensors lie.</summary>
    public Device Device { get; }

    /// <summary>Whether all sequences are equally long, so that the table is the run itself.</summary>
    internal bool IsUniform { get; }

    /// <summary>One more than the largest of positions that were given from outside, otherwise null.</summary>
    internal int? PositionEnd { get; }

    /// <summary>The ids on the side of .NET.</summary>
    internal ReadOnlySpan<int> IdSpan => _run.Ids;

    /// <summary>Whether beginnings are shared.</summary>
    internal bool Shares => _run.Shares;

    /// <summary>The ids and the positions of all rows on the side of .NET.</summary>
    internal (ReadOnlyMemory<int> Ids, ReadOnlyMemory<int> Positions) Rows => (_run.Ids, _run.Positions);

    /// <summary>For each token of the run the sequence that it stands in, the first one of those that share it.</summary>
    internal IReadOnlyList<int> Owners => _run.Owners;

    /// <summary>The rows for the attention kernel of a tree.</summary>
    internal TreeLayout Layout => _layout ??= _run.Layout();

    /// <summary>Puts sequences into one run.</summary>
    /// <param name="sequences">At least one sequence of at least one token id each.</param>
    /// <param name="device">Where the tensors shall lie. Default: CPU.</param>
    /// <exception cref="AmuroException">There is no sequence, or one is empty.</exception>
    public static TokenBatch From(IReadOnlyList<int[]> sequences, Device? device = null)
    {
        return Make(sequences, share: false, null, device);
    }

    /// <summary>
    /// Puts sequences into one run whose positions are given. They say where a token stands for the position embedding;
    /// which tokens it sees depends on the order alone.
    /// </summary>
    /// <param name="sequences">At least one sequence of at least one token id each.</param>
    /// <param name="positions">The position of each token, at least 0; with a cache they are not counted from its end.</param>
    /// <param name="device">Where the tensors shall lie. Default: CPU.</param>
    /// <exception cref="AmuroException">There is no sequence, one is empty, or positions are missing or negative.</exception>
    public static TokenBatch FromPositions(IReadOnlyList<int[]> sequences, IReadOnlyList<int[]> positions, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(positions);
        return Make(sequences, share: false, positions, device);
    }

    /// <summary>
    /// Puts sequences into one run in which a beginning that a sequence shares with the one before it stands only once:
    /// the same hidden states for less work. With a cache, sequences that share must continue the same text.
    /// </summary>
    /// <param name="sequences">At least one sequence of at least one token id each; best sorted, so that like stands by like.</param>
    /// <param name="device">Where the tensors shall lie. Default: CPU.</param>
    /// <exception cref="AmuroException">There is no sequence, or one is empty.</exception>
    public static TokenBatch FromSharedBeginnings(IReadOnlyList<int[]> sequences, Device? device = null) => Make(sequences, share: true, null, device);

    /// <summary>The row of the run, and so of the hidden states, at which a token of a sequence stands.</summary>
    /// <param name="sequence">Index of the sequence.</param>
    /// <param name="position">Place in it from 0.</param>
    public int RowOf(int sequence, int position) => _run.RowOf(sequence, position);

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        Ids.Dispose();
        Positions.Dispose();
        _table?.To.Dispose();
        _table?.From.Dispose();
        _spread?.Dispose();
    }

    /// <summary>[N, ...] to [B, T, ...]. Padding repeats the first token of its row; nothing reads it.</summary>
    internal Tensor ToTable(Tensor run)
    {
        Tensor flat = IsUniform ? run : run.index_select(0, Table().To);
        return flat.view([Sequences, MaxLength, .. run.shape.AsSpan(1)]);
    }

    /// <summary>[B, T, ...] to [N, ...].</summary>
    internal Tensor FromTable(Tensor table)
    {
        Tensor flat = table.reshape([(long)Sequences * MaxLength, .. table.shape.AsSpan(2)]);
        return IsUniform ? flat : flat.index_select(0, Table().From);
    }

    /// <summary>[N, ...] to one row for each token of each sequence, shared ones repeated.</summary>
    internal Tensor Spread(Tensor run) => _spread is null ? run : run.index_select(0, _spread);

    private static TokenBatch Make(IReadOnlyList<int[]> sequences, bool share, IReadOnlyList<int[]>? positions, Device? device)
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

        TokenRun run = TokenRun.From(sequences, share);
        if (positions is not null)
        {
            run.Place(sequences, positions);
        }

        using IDisposable none = no_grad();
        return new TokenBatch(run, positions is not null, device ?? CPU);
    }

    // The kernels of a CPU do without, so there it is made when it is first asked for.
    private (Tensor To, Tensor From) Table()
    {
        if (_table is null)
        {
            using IDisposable none = no_grad();
            (long[] to, long[] from) = _run.TableIndices();
            _table = (ToTensor(to), ToTensor(from));
        }

        return _table.Value;
    }

    private Tensor ToTensor(long[] values) => HostArray.ToDevice(values, Device).DetachFromDisposeScope();
}
