namespace Amuro.Analysis.Resampling;

/// <summary>Keeps the resamples used last, since the rows of a report have few shapes. Several threads may ask.</summary>
internal sealed class DrawCache
{
    private const long LargestTotal = 128L << 20;
    private readonly LinkedList<(DrawShape Shape, Lazy<ResampleDraws> Draws)> _kept = [];
    private readonly Lock _gate = new();

    /// <summary>The resamples of a shape; null where they are too large to be kept.</summary>
    public ResampleDraws? Of(DrawShape shape)
    {
        if (shape.Bytes > LargestTotal)
        {
            return null;
        }

        Lazy<ResampleDraws> draws;
        lock (_gate)
        {
            LinkedListNode<(DrawShape Shape, Lazy<ResampleDraws> Draws)>? node = _kept.First;
            while (node is not null && node.Value.Shape != shape)
            {
                node = node.Next;
            }

            draws = node?.Value.Draws ?? new Lazy<ResampleDraws>(() => new ResampleDraws(shape));
            if (node is not null)
            {
                _kept.Remove(node);
            }

            _kept.AddFirst((shape, draws));
            while (_kept.Sum(k => k.Shape.Bytes) > LargestTotal)
            {
                _kept.RemoveLast();
            }
        }

        return draws.Value;
    }
}
