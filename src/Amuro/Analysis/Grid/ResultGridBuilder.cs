using Amuro.Analysis.Resampling;
using Amuro.Results;

namespace Amuro.Analysis.Grid;

/// <summary>Groups the rows of a study. Items are read column by column: a record for each would take longer than all analyses.</summary>
internal sealed class ResultGridBuilder
{
    private readonly StudyResults _results;
    private readonly Dictionary<string, TaskCells> _tasks = new(StringComparer.Ordinal);
    private readonly Dictionary<TaskCells, TaskItems> _items = [];
    private readonly Dictionary<SeriesKey, CellSeries> _series = [];
    private readonly Dictionary<(string TunedOn, string Task), TaskRelation> _relations = [];
    private readonly List<string> _formats = [];
    private readonly DrawCache _draws = new();
    private readonly (int Kept, bool LeftOut) _shots;
    private LeftOut _leftOut;

    /// <exception cref="AmuroException">The results are of several model series.</exception>
    public ResultGridBuilder(StudyResults results)
    {
        _results = results;
        if (results.Models is { Count: > 1 } models)
        {
            throw new AmuroException(
                $"Results: expected those of one model series, found {StudyResults.Named(models)}; choose one with StudyResults.ForModel");
        }

        (ItemTable items, ScoreTable scores) = (results.Items, results.Scores);
        int kept = items.Count > 0 ? items.Contexts[items.Blocks[0].Context[0]].Shots : scores.Count > 0 ? scores[0].Shots : 0;
        _shots = (kept, items.Contexts.Any(c => c.Shots != kept) || scores.Any(s => s.Shots != kept));
    }

    public ResultGrid Build(string? format, long seed)
    {
        AddItems(_results.Items, seed);
        AddScores(_results.Scores);
        foreach (CellSeries series in _series.Values)
        {
            series.Complete();
        }

        return new ResultGrid(_tasks, _series, _formats, _relations)
        {
            Format = Choose(format),
            Seed = seed,
            Shots = _shots,
            LeftOut = _leftOut,
        };
    }

    private string Choose(string? format) => format is not null && _formats.Count > 0 && !_formats.Contains(format)
        ? throw new AmuroException($"Format: expected one of {string.Join(", ", _formats)}, found '{format}'")
        : format ?? (_formats.Contains("default") ? "default" : _formats.FirstOrDefault() ?? "");

    private void AddItems(ItemTable table, long seed)
    {
        // Only evaluations in the number of examples and the metric kept have a task here.
        TaskCells?[] tasks = [.. table.Contexts.Select(c => c.Shots == _shots.Kept && TaskOf(c.Task, c.Metric) is var task && task.Metric == c.Metric ? task : null)];
        TaskItems?[] items = [.. tasks.Select(t => t is null ? null : ItemsOf(t))];
        foreach (ItemBlock block in table.Blocks)
        {
            for (int i = 0; i < block.Context.Length; i++)
            {
                if (items[block.Context[i]] is { } own && !double.IsNaN(block.Score[i]))
                {
                    own.Add(block.Item[i], block.Cluster[i]);
                }
            }
        }

        foreach ((TaskCells task, TaskItems own) in _items)
        {
            task.SetItems(own.Order(table.Texts), seed);
        }

        var cells = new Cell?[tasks.Length];
        foreach (ItemBlock block in table.Blocks)
        {
            for (int i = 0; i < block.Context.Length; i++)
            {
                int context = block.Context[i];
                if (tasks[context] is { } task && !double.IsNaN(block.Score[i]))
                {
                    Fill(cells[context] ??= CellOf(table.Contexts[context], task.Items), items[context]!.IndexOf(block.Item[i]), block.Score[i], block.Prediction[i]);
                }
            }
        }

        Average();
    }

    private Cell CellOf(ItemContext of, int items)
    {
        Cell cell = CellOf(new SeriesKey(of.Stage, of.TunedOn, of.Task, of.Format), of.Step, of.Seed, of.Split);
        if (cell.Items is null)
        {
            (cell.Items, cell.Predictions) = (new double[items], new int[items]);
            Array.Fill(cell.Items, double.NaN);
            Array.Fill(cell.Predictions, Cell.NoPrediction);
        }

        return cell;
    }

    private void Fill(Cell cell, int item, double score, int prediction)
    {
        if (cell.Predictions![item] != Cell.NoPrediction)
        {
            _leftOut = _leftOut with { DuplicateItems = _leftOut.DuplicateItems + 1 };
            return;
        }

        (cell.Items![item], cell.Predictions[item]) = (score, prediction);
    }

    private void Average()
    {
        foreach (Cell cell in _series.Values.SelectMany(s => s.Cells))
        {
            (double sum, int count) = (0, 0);
            foreach (double score in cell.Items!)
            {
                (sum, count) = double.IsNaN(score) ? (sum, count) : (sum + score, count + 1);
            }

            (cell.Score, cell.N) = (sum / count, count);
        }
    }

    private void AddScores(ScoreTable scores)
    {
        (int duplicates, int otherMetrics) = (0, 0);
        foreach (ScoreRow row in scores)
        {
            if (row.Shots != _shots.Kept)
            {
                continue;
            }

            TaskCells task = TaskOf(row.Task, row.Metric);
            if (row.Metric != task.Metric)
            {
                otherMetrics++;
                continue;
            }

            task.Chance = double.IsNaN(task.Chance) ? row.Chance : task.Chance;
            task.Majority = double.IsNaN(task.Majority) ? row.Majority : task.Majority;
            if (double.IsNaN(row.Score))
            {
                continue;
            }

            Cell cell = CellOf(new SeriesKey(row.Stage, row.TunedOn, row.Task, row.Format), row.Step, row.Seed, row.Split);
            if (cell.HasRow)
            {
                duplicates++;
                continue;
            }

            (cell.HasRow, cell.StandardError) = (true, row.StandardError);
            if (cell.Items is null)
            {
                (cell.Score, cell.N) = (row.Score, row.N);
            }
        }

        _leftOut = _leftOut with { DuplicateScores = duplicates, OtherMetrics = otherMetrics };
    }

    // The primary metric is the one that the item records are in; without them, the first one seen.
    private TaskCells TaskOf(string name, string metric)
    {
        if (!_tasks.TryGetValue(name, out TaskCells? task))
        {
            _tasks.Add(name, task = new TaskCells(name, metric, _draws));
        }

        return task;
    }

    private TaskItems ItemsOf(TaskCells task)
    {
        if (!_items.TryGetValue(task, out TaskItems? items))
        {
            _items.Add(task, items = new TaskItems());
        }

        return items;
    }

    private Cell CellOf(SeriesKey key, long step, int seed, TaskRelation split)
    {
        if (!_series.TryGetValue(key, out CellSeries? series))
        {
            _series.Add(key, series = new CellSeries());
            _relations.TryAdd((key.TunedOn, key.Task), split);
            if (!_formats.Contains(key.Format))
            {
                _formats.Add(key.Format);
            }
        }

        return series.GetOrAdd(step, seed);
    }
}
