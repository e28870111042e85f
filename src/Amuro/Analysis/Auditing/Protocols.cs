using Amuro.Results;

namespace Amuro.Analysis.Auditing;

/// <summary>
/// The models and numbers of shots that a table is about, file by file, and the rows beside them: where one file holds one protocol nearly
/// throughout, further rows of the same tasks are leftovers of other runs.
/// </summary>
internal sealed class Protocols
{
    private readonly HashSet<ScoreRow> _stray = new(ReferenceEqualityComparer.Instance);

    public Protocols(AuditTables tables)
    {
        var files = new Dictionary<string, Dictionary<(string Model, int Shots), List<ScoreRow>>>(StringComparer.Ordinal);
        foreach (ScoreRow row in tables.Rows)
        {
            if (!files.TryGetValue(row.Source?.File ?? "", out Dictionary<(string Model, int Shots), List<ScoreRow>>? file))
            {
                files.Add(row.Source?.File ?? "", file = []);
            }

            if (!file.TryGetValue((row.Model, row.Shots), out List<ScoreRow>? rows))
            {
                file.Add((row.Model, row.Shots), rows = []);
            }

            rows.Add(row);
        }

        foreach (Dictionary<(string Model, int Shots), List<ScoreRow>> file in files.Values.Where(f => f.Count > 1))
        {
            List<ScoreRow> main = file.Values.MaxBy(rows => rows.Count)!;
            if (main.Count >= tables.Options.MainShare * file.Values.Sum(rows => rows.Count))
            {
                HashSet<string> tasks = [.. main.Select(r => r.Task)];
                _stray.UnionWith(file.Values.Where(rows => rows != main).SelectMany(rows => rows).Where(r => tasks.Contains(r.Task)));
            }
        }

        Stray = [.. tables.Rows.Where(_stray.Contains)];
        Blocks =
        [
            .. tables.Series.Select(s => s with { Rows = [.. s.Rows.Where(r => !_stray.Contains(r))] }).Where(s => s.Rows.Length > 0)
                .GroupBy(s => (s.Key.Model, s.Key.Shots))
                .Select(g => new ProtocolBlock(g.Key.Model, g.Key.Shots, [.. g])),
        ];
    }

    /// <summary>Rows beside the protocol of their file, in the order of the table.</summary>
    public IReadOnlyList<ScoreRow> Stray { get; }

    /// <summary>The other rows, by model and number of shots.</summary>
    public IReadOnlyList<ProtocolBlock> Blocks { get; }
}

/// <summary>The scores of one model with one number of shots.</summary>
internal sealed record ProtocolBlock(string Model, int Shots, IReadOnlyList<ScoreSeries> Series)
{
    public long[] Steps { get; } = [.. Series.SelectMany(s => s.Rows).Select(r => r.Step).Distinct().Order()];

    /// <summary>As it is called in statements.</summary>
    public string Name => FormattableString.Invariant($"{(Model.Length == 0 ? "the model" : Model)} with {Shots} worked examples");
}
