using Amuro.Results;

namespace Amuro.Analysis.Auditing;

/// <summary>The tables of a study, indexed once for all rules.</summary>
internal sealed class AuditTables
{
    private readonly Dictionary<ScoreKey, ScoreSeries> _series = [];
    private readonly Lazy<Dictionary<ScoreKey, Dictionary<long, List<ScoreRow>>>> _bases;
    private readonly Lazy<IReadOnlyList<ItemCell>> _items;
    private readonly Lazy<IReadOnlyList<AuditGain>> _gains;

    public AuditTables(StudyResults results, DataAudit options)
    {
        Options = options;
        Rows = results.Scores;
        var groups = new Dictionary<ScoreKey, List<ScoreRow>>();
        foreach (ScoreRow row in Rows)
        {
            if (!groups.TryGetValue(ScoreKey.Of(row), out List<ScoreRow>? rows))
            {
                groups.Add(ScoreKey.Of(row), rows = []);
            }

            rows.Add(row);
        }

        foreach ((ScoreKey key, List<ScoreRow> rows) in groups)
        {
            _series.Add(key, new ScoreSeries(key, [.. rows.OrderBy(r => r.Step)]));
        }

        Protocols = new Protocols(this);
        _bases = new(Untuned);
        _items = new(() => ItemCells.Of(results.Items, this));
        _gains = new(() => AuditGain.Of(this));
    }

    public DataAudit Options { get; }

    public ScoreTable Rows { get; }

    public IReadOnlyCollection<ScoreSeries> Series => _series.Values;

    public Protocols Protocols { get; }

    /// <summary>What the item records of each evaluation look like.</summary>
    public IReadOnlyList<ItemCell> Items => _items.Value;

    /// <summary>The gains of all fine-tuned models that there is a base score for.</summary>
    public IReadOnlyList<AuditGain> Gains => _gains.Value;

    /// <summary>The row of an evaluation; null if the score table lacks it.</summary>
    public ScoreRow? Row(ScoreKey key, long step) =>
        _series.TryGetValue(key, out ScoreSeries? series) ? series.Rows.FirstOrDefault(r => r.Step == step) : null;

    /// <summary>The rows of the base model that a fine-tuned one of this step compares with; one for each seed.</summary>
    public IReadOnlyList<ScoreRow> Base(ScoreKey tuned, long step) =>
        _bases.Value.TryGetValue(tuned.Untuned, out Dictionary<long, List<ScoreRow>>? steps) && steps.TryGetValue(step, out List<ScoreRow>? rows) ? rows : [];

    /// <summary>Number of items of a row, stated or known; 0 if neither.</summary>
    public int N(ScoreRow row) => row.N > 0 ? row.N : Options.ItemCounts.GetValueOrDefault(row.Task);

    /// <summary>Rows, each once, in the order of the score table; those that it does not hold come last.</summary>
    public IReadOnlyList<AuditRow> InOrder(IEnumerable<AuditRow> rows)
    {
        var left = new Dictionary<ScoreRow, AuditRow>(ReferenceEqualityComparer.Instance);
        foreach (AuditRow row in rows)
        {
            left.TryAdd(row.Score, row);
        }

        var ordered = new List<AuditRow>(left.Count);
        for (int i = 0; i < Rows.Count && left.Count > 0; i++)
        {
            if (left.Remove(Rows[i], out AuditRow? row))
            {
                ordered.Add(row);
            }
        }

        return [.. ordered, .. left.Values];
    }

    /// <inheritdoc cref="InOrder(IEnumerable{AuditRow})"/>
    public IReadOnlyList<AuditRow> InOrder(IEnumerable<ScoreRow> rows) => InOrder(rows.Select(r => new AuditRow { Score = r }));

    private Dictionary<ScoreKey, Dictionary<long, List<ScoreRow>>> Untuned()
    {
        var bases = new Dictionary<ScoreKey, Dictionary<long, List<ScoreRow>>>();
        foreach (ScoreSeries series in Series.Where(s => s.Key.Stage == Stage.Base))
        {
            if (!bases.TryGetValue(series.Key.Untuned, out Dictionary<long, List<ScoreRow>>? steps))
            {
                bases.Add(series.Key.Untuned, steps = []);
            }

            foreach (ScoreRow row in series.Rows)
            {
                if (!steps.TryGetValue(row.Step, out List<ScoreRow>? rows))
                {
                    steps.Add(row.Step, rows = []);
                }

                rows.Add(row);
            }
        }

        return bases;
    }
}
