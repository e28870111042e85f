using System.Runtime.Intrinsics;
using TorchSharp;

namespace Amuro.Runtime.Kernels;

/// <summary>
/// Causal attention over a tree of tokens: sequences that share beginnings, each of which stands once, after a prefix that all
/// share and that stands once too. A thread takes a key/value head of a family of sequences; going from one sequence to the
/// next it replaces only the keys and values that differ.
/// </summary>
/// <remarks>
/// Every key lies at its place in the text and is summed in that order, so that a token gets the same bits whatever else is in
/// the batch, and the same as from <see cref="AttentionKernel"/>. The queries that share a key head fill tiles together.
/// </remarks>
internal static unsafe class TreeAttentionKernel
{
    private const int Block = 32;

    /// <summary>From rows [N, (h + 2 k) d] to o [N, h d].</summary>
    public static void Forward(torch.Tensor rows, torch.Tensor o, TreeShape shape, TreePrefix? prefix)
    {
        if (rows.dtype == torch.ScalarType.BFloat16)
        {
            Forward<ushort, BFloat16>(rows, o, shape, prefix);
        }
        else
        {
            Forward<float, Float32>(rows, o, shape, prefix);
        }
    }

    private static void Forward<T, F>(torch.Tensor rows, torch.Tensor o, TreeShape shape, TreePrefix? prefix)
        where T : unmanaged
        where F : INumberFormat<T>
    {
        TreeLayout layout = shape.Layout;
        T* all = Memory.AddressOf<T>(rows), read = Memory.AddressOf<T>(o);
        OpenMp.For(layout.Families.Length * shape.KeyValueHeads, item =>
        {
            (int head, Range family) = (item % shape.KeyValueHeads, layout.Families[item / shape.KeyValueHeads]);
            int longest = 0;
            for (int s = family.Start.Value; s < family.End.Value; s++)
            {
                longest = Math.Max(longest, layout.Lengths[s]);
            }

            Worker<T, F> worker = new(all, read, shape, prefix, head, longest);
            worker.Begin();
            for (int s = family.Start.Value; s < family.End.Value; s++)
            {
                worker.Load(s, s == family.Start.Value ? 0 : layout.Shared[s]);
                worker.Answer(s);
            }
        });
    }

    // One key/value head of one family.
    private readonly ref struct Worker<T, F>
        where T : unmanaged
        where F : INumberFormat<T>
    {
        private readonly T* _all;
        private readonly T* _read;
        private readonly TreeShape _shape;
        private readonly TreePrefix? _prefix;
        private readonly int _head;
        private readonly int _held;
        private readonly int _start;
        private readonly int _room;
        private readonly float* _keys;
        private readonly float* _values;
        private readonly float* _queries;
        private readonly float* _scores;
        private readonly float* _result;

        public Worker(T* all, T* read, TreeShape shape, TreePrefix? prefix, int head, int longest)
        {
            _all = all;
            _read = read;
            (_shape, _prefix, _head) = (shape, prefix, head);
            (_held, _start) = (prefix?.Length ?? 0, prefix?.PanelEnd ?? 0);
            _room = Above(_held + longest) - _start;
            int d = shape.HeadDim;
            AttentionScratch scratch = AttentionScratch.Of(((long)_room * d * 2) + (Block * ((2L * d) + _start + _room)));
            _keys = scratch.Take((long)_room * d);
            _values = scratch.Take((long)_room * d);
            _queries = scratch.Take(Block * d);
            _result = scratch.Take(Block * d);
            _scores = scratch.Take((long)Block * (_start + _room));
        }

        // The tokens of the prefix after its last whole panel. What is beyond the last token must be a number.
        public void Begin()
        {
            (int k, int d) = (_shape.KeyValueHeads, _shape.HeadDim);
            new Span<float>(_keys, 2 * _room * d).Clear();
            if (_prefix is not null)
            {
                T* keys = Memory.AddressOf<T>(_prefix.Keys), values = Memory.AddressOf<T>(_prefix.Values);
                for (int place = _start; place < _held; place++)
                {
                    long from = (((long)place * k) + _head) * d;
                    TreePath.Put<T, F>(keys + from, values + from, place - _start, d, _keys, _values);
                }
            }
        }

        // Keys and values of a sequence from a token on.
        public void Load(int sequence, int from)
        {
            (int h, int k, int d) = (_shape.Heads, _shape.KeyValueHeads, _shape.HeadDim);
            ReadOnlySpan<int> rows = RowsOf(sequence);
            for (int token = from; token < rows.Length; token++)
            {
                T* row = _all + ((long)rows[token] * _shape.RowWidth);
                TreePath.Put<T, F>(row + ((h + _head) * d), row + ((h + k + _head) * d), _held + token - _start, d, _keys, _values);
            }
        }

        // What the tokens read that the sequence does not share with the one before. Queries: token after token, head after head.
        public void Answer(int sequence)
        {
            (int d, int group) = (_shape.HeadDim, _shape.Heads / _shape.KeyValueHeads);
            int first = _shape.Layout.Shared[sequence], step = _start + _room;
            ReadOnlySpan<int> rows = RowsOf(sequence);
            int count = (rows.Length - first) * group;
            for (int begin = 0; begin < count; begin += Block)
            {
                int size = Math.Min(Block, count - begin), tiles = (size + TileKernel.Rows - 1) / TileKernel.Rows;
                for (int i = 0; i < size; i++)
                {
                    T* from = _all + ((long)rows[first + ((begin + i) / group)] * _shape.RowWidth) + QueryPlace(begin + i);
                    for (int c = 0; c < d; c += 16)
                    {
                        (F.Load(from + c) * _shape.Scale).Store(_queries + (i * d) + c);
                    }
                }

                new Span<float>(_queries + (size * d), ((tiles * TileKernel.Rows) - size) * d).Clear();
                int low = _shape.Window is { } window ? Math.Max(0, _held + first + (begin / group) - window + 1) / Block * Block : 0;
                Score(tiles, low, begin, size, first, step);
                for (int i = 0; i < size; i++)
                {
                    int place = _held + first + ((begin + i) / group);
                    AttentionKernel.Softmax(_scores + ((long)i * step), low, place, Above(Last(i / TileKernel.Rows, begin, size, first) + 1), _shape.Window);
                }

                Sum(tiles, low, begin, size, first, step);
                for (int i = 0; i < size; i++)
                {
                    T* to = _read + ((long)rows[first + ((begin + i) / group)] * _shape.Heads * d) + QueryPlace(begin + i);
                    for (int c = 0; c < d; c += 16)
                    {
                        F.Store(to + c, Vector512.Load(_result + (i * d) + c));
                    }
                }
            }
        }

        private void Score(int tiles, int low, int begin, int size, int first, int step)
        {
            int d = _shape.HeadDim, end = Above(Last(tiles - 1, begin, size, first) + 1);
            for (int panel = low; panel < end; panel += Block)
            {
                float* keys = panel < _start ? _prefix!.PanelsOf(_head) + ((long)panel * d) : _keys + ((long)(panel - _start) * d);
                for (int tile = 0; tile < tiles; tile++)
                {
                    if (panel <= Last(tile, begin, size, first))
                    {
                        int row = tile * TileKernel.Rows;
                        TileKernel.Multiply(_queries + (row * d), d, 1, keys, Block, _scores + ((long)row * step) + panel, step, d, Block, add: false);
                    }
                }
            }
        }

        private void Sum(int tiles, int low, int begin, int size, int first, int step)
        {
            int d = _shape.HeadDim, own = Math.Max(low, _start);
            for (int tile = 0; tile < tiles; tile++)
            {
                int row = tile * TileKernel.Rows, end = Last(tile, begin, size, first) + 1;
                float* weights = _scores + ((long)row * step), to = _result + (row * d);
                if (low < _start)
                {
                    TileKernel.Multiply(weights + low, step, 1, _prefix!.ValuesOf(_head) + ((long)low * d), d, to, d, _start - low, d, add: false);
                }

                TileKernel.Multiply(weights + own, step, 1, _values + ((long)(own - _start) * d), d, to, d, end - own, d, add: low < _start);
            }
        }

        // Place in the text of the last query of a tile.
        private int Last(int tile, int begin, int size, int first) =>
            _held + first + ((begin + Math.Min((tile + 1) * TileKernel.Rows, size) - 1) / (_shape.Heads / _shape.KeyValueHeads));

        private int QueryPlace(int query)
        {
            int group = _shape.Heads / _shape.KeyValueHeads;
            return ((_head * group) + (query % group)) * _shape.HeadDim;
        }

        private ReadOnlySpan<int> RowsOf(int sequence) =>
            _shape.Layout.Rows.AsSpan(_shape.Layout.Firsts[sequence], _shape.Layout.Lengths[sequence]);

        private static int Above(int place) => (place + Block - 1) / Block * Block;
    }
}
