namespace Amuro.Analysis.Grid;

/// <summary>The evaluations of one <see cref="SeriesKey"/> by step and seed.</summary>
internal sealed class CellSeries
{
    private readonly SortedDictionary<long, SortedList<int, Cell>> _bySeed = [];
    private Dictionary<long, Cell>? _means;

    /// <summary>Steps, ascending.</summary>
    public IReadOnlyList<long> Steps { get; private set; } = [];

    /// <summary>Seeds of all steps, ascending.</summary>
    public int[] Seeds { get; private set; } = [];

    public IEnumerable<Cell> Cells => _bySeed.Values.SelectMany(s => s.Values);

    public bool Has(long step) => _bySeed.ContainsKey(step);

    /// <summary>One evaluation; <see cref="ResultGrid.AllSeeds"/> gives the mean over those of the step, null where there is none.</summary>
    public Cell? Get(long step, int seed) =>
        seed == ResultGrid.AllSeeds && _means is not null ? _means.GetValueOrDefault(step)
        : _bySeed.TryGetValue(step, out SortedList<int, Cell>? cells) ? cells.GetValueOrDefault(seed)
        : null;

    /// <summary>The evaluation, made if it is not there yet.</summary>
    public Cell GetOrAdd(long step, int seed)
    {
        if (!_bySeed.TryGetValue(step, out SortedList<int, Cell>? cells))
        {
            _bySeed.Add(step, cells = []);
        }

        if (!cells.TryGetValue(seed, out Cell? cell))
        {
            cells.Add(seed, cell = new Cell());
        }

        return cell;
    }

    /// <summary>To be called when all evaluations are there; from then on several threads may read.</summary>
    public void Complete()
    {
        Steps = [.. _bySeed.Keys];
        Seeds = [.. _bySeed.Values.SelectMany(s => s.Keys).Distinct().Order()];
        _means = _bySeed.ToDictionary(s => s.Key, s => Cell.Mean([.. s.Value.Values]));
    }
}
