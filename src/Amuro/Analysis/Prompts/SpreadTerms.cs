using Amuro.Analysis.Contrasts;
using Amuro.Analysis.Grid;
using Amuro.Results;

namespace Amuro.Analysis.Prompts;

/// <summary>The spread over prompt formats of one stage and task, over the series.</summary>
internal sealed class SpreadTerms
{
    private readonly ResultGrid _grid;
    private readonly Stage _stage;
    private readonly string _tunedOn;
    private readonly TaskCells _task;
    private readonly string[] _formats;
    private readonly Dictionary<(long, int, int), (Cell?, Cell?)> _extremes = [];

    public SpreadTerms(ResultGrid grid, Stage stage, string tunedOn, TaskCells task)
    {
        (_grid, _stage, _tunedOn, _task) = (grid, stage, tunedOn, task);
        _formats = [.. grid.FormatsOf(stage, tunedOn, task.Name)];
        CellSeries[] series = [.. _formats.Select(f => grid.Series(stage, tunedOn, task.Name, f)!)];
        AllSteps = [.. series.SelectMany(s => s.Steps).Distinct().Order()];
        Seeds = [.. series.SelectMany(s => s.Seeds).Distinct().Order()];
        Steps = _formats.Length < 2 ? [] : [.. AllSteps.Where(step => series.All(s => s.Has(step)))];
    }

    /// <summary>Steps at which the task was scored in all its formats, at least two.</summary>
    public long[] Steps { get; }

    /// <summary>All steps at which the task was scored.</summary>
    public long[] AllSteps { get; }

    public int[] Seeds { get; }

    /// <summary>Highest minus lowest format at one step, for the items of a half: chosen on the other half, or on the scores for no half.</summary>
    public IEnumerable<Term> Terms(long step, int seed, int half, double weight)
    {
        if (!_extremes.TryGetValue((step, seed, half), out (Cell? High, Cell? Low) extremes))
        {
            extremes = Extremes([.. _formats.Select(f => Get(step, f, seed))], half);
            _extremes.Add((step, seed, half), extremes);
        }

        return [new Term(extremes.High, weight), new Term(extremes.Low, -weight)];
    }

    public Stage Stage => _stage;

    public string TunedOn => _tunedOn;

    public TaskCells Task => _task;

    /// <summary>The formats scored at one step, and for each seed that has all of them its scores.</summary>
    public (string[] Formats, Cell[][] BySeed) Scored(long step)
    {
        string[] formats = Formats(step);
        return (formats, [.. Complete(step, formats).Select(s => formats.Select(f => _grid.Get(step, _stage, _tunedOn, _task.Name, f, s)!).ToArray())]);
    }

    public PromptSensitivityRow Row(long step)
    {
        (ResultGrid grid, Stage stage, string tunedOn, string task) = (_grid, _stage, _tunedOn, _task.Name);
        string[] formats = Formats(step);
        int[] seeds = Complete(step, formats);
        double[] spreads = formats.Length < 2 ? []
            : [.. seeds.Select(s => formats.Select(f => grid.Get(step, stage, tunedOn, task, f, s)!.Score).ToArray()).Select(v => v.Max() - v.Min())];
        Contrast? heldOut = formats.Length < 2 || formats.Length < _formats.Length ? null
            : Contrast.Of(_task, tunedOn, seeds, (seed, half) => [.. Terms(step, seed, half, 1)]);
        return new PromptSensitivityRow
        {
            Step = step,
            Stage = stage,
            TunedOn = tunedOn,
            Task = task,
            Split = grid.Relation(tunedOn, task),
            Metric = _task.Metric,
            Formats = [.. formats.Select(f => new FormatScore(f, grid.Get(step, stage, tunedOn, task, f, ResultGrid.AllSeeds)!.Score))],
            Seeds = seeds.Length,
            Spread = spreads.Length == 0 ? double.NaN : spreads.Average(),
            HeldOutSpread = heldOut?.BySeed is null ? double.NaN : heldOut.Value,
            Consistency = formats.Length < 2 || seeds.Length == 0 ? double.NaN
                : seeds.Average(s => Consistency([.. formats.Select(f => grid.Get(step, stage, tunedOn, task, f, s)!)])),
        };
    }

    private string[] Formats(long step) => [.. _formats.Where(f => _grid.Get(step, _stage, _tunedOn, _task.Name, f, ResultGrid.AllSeeds) is not null)];

    private int[] Complete(long step, string[] formats) =>
        [.. Seeds.Where(s => formats.All(f => _grid.Get(step, _stage, _tunedOn, _task.Name, f, s) is not null))];

    private Cell? Get(long step, string format, int seed) =>
        _grid.Get(step, _stage, _tunedOn, _task.Name, format, seed)
        ?? (_stage == Stage.Base ? _grid.Get(step, _stage, _tunedOn, _task.Name, format, ResultGrid.AllSeeds) : null);

    private (Cell? High, Cell? Low) Extremes(Cell?[] cells, int half)
    {
        if (cells.Any(c => c is null))
        {
            return (null, null);
        }

        double[] scores = [.. cells.Select(c => half == Contrast.Whole ? c!.Score : c!.ScoreIn(1 - half, _task))];
        return (cells[Array.IndexOf(scores, scores.Max())], cells[Array.IndexOf(scores, scores.Min())]);
    }

    private static double Consistency(Cell[] cells)
    {
        (int same, int all) = (0, 0);
        for (int i = 0; cells.All(c => c.Predictions is not null) && i < cells[0].Predictions!.Length; i++)
        {
            int first = cells[0].Predictions![i];
            if (cells.All(c => c.Predictions![i] != Cell.NoPrediction))
            {
                all++;
                same += cells.All(c => c.Predictions![i] == first) ? 1 : 0;
            }
        }

        return all == 0 ? double.NaN : (double)same / all;
    }
}
