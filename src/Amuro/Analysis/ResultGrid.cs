using Amuro.Results;

namespace Amuro.Analysis;

/// <summary>The results of a study on their primary metrics, grouped once for all analyses.</summary>
internal sealed class ResultGrid
{
    /// <summary>Stands for the mean over the seeds.</summary>
    public const int AllSeeds = int.MinValue;

    private readonly Dictionary<CellKey, Cell> _cells = [];
    private readonly Dictionary<string, TaskCells> _tasks = new(StringComparer.Ordinal);
    private readonly Dictionary<(string TunedOn, string Task), TaskRelation> _relations = [];
    private readonly Dictionary<(long, Stage, string, string, string), List<int>> _seeds = [];
    private readonly Dictionary<(long, Stage, string, string, string), Cell> _means = [];
    private readonly List<string> _formats = [];

    private ResultGrid()
    {
    }

    /// <summary>Format for the questions that are not about formats.</summary>
    public string Format { get; private set; } = "";

    /// <summary>All formats in the order in which they were first seen.</summary>
    public IReadOnlyList<string> Formats => _formats;

    public long Seed { get; private init; }

    /// <summary>Number of worked examples of the results kept, and whether results with another number were left out.</summary>
    public (int Kept, bool LeftOut) Shots { get; private set; }

    /// <summary>Tasks that models were fine-tuned on, in order.</summary>
    public IReadOnlyList<string> TuningTasks => [.. _relations.Keys.Select(k => k.TunedOn).Where(t => t.Length > 0).Distinct()];

    public IEnumerable<CellKey> Keys => _cells.Keys;

    public TaskCells Task(string name) => _tasks[name];

    public TaskRelation Relation(string tunedOn, string task) => _relations[(tunedOn, task)];

    /// <summary>Tasks evaluated after fine-tuning on one.</summary>
    public IEnumerable<(TaskCells Task, TaskRelation Split)> Evaluated(string tunedOn) =>
        _relations.Where(r => r.Key.TunedOn == tunedOn).Select(r => (_tasks[r.Key.Task], r.Value));

    /// <summary>The out-of-domain tasks of a training task, or the in-domain ones if there are none.</summary>
    public IReadOnlyList<(TaskCells Task, TaskRelation Split)> Headline(string tunedOn, Func<TaskCells, bool> suits)
    {
        (TaskCells Task, TaskRelation Split)[] own = [.. Evaluated(tunedOn).Where(e => e.Split != TaskRelation.Unseen && suits(e.Task))];
        (TaskCells Task, TaskRelation Split)[] outside = [.. own.Where(e => e.Split == TaskRelation.OutOfDomain)];
        return outside.Length > 0 ? outside : own;
    }

    /// <summary>Steps at which the task was evaluated both before and after fine-tuning, ascending.</summary>
    public long[] Steps(string tunedOn, string task, string format) =>
    [
        .. _seeds.Keys.Where(k => k.Item2 == Stage.FineTuned && k.Item3 == tunedOn && k.Item4 == task && k.Item5 == format)
            .Select(k => k.Item1)
            .Where(step => _seeds.ContainsKey((step, Stage.Base, "", task, format)))
            .Order(),
    ];

    public int[] Seeds(Stage stage, string tunedOn, string task, string format) =>
    [
        .. _seeds.Where(s => s.Key.Item2 == stage && s.Key.Item3 == tunedOn && s.Key.Item4 == task && s.Key.Item5 == format)
            .SelectMany(s => s.Value).Distinct().Order(),
    ];

    /// <summary>The base model's scores with one seed, or their mean if that seed was not run.</summary>
    public Cell? Base(long step, string task, string format, int seed) =>
        Get(step, Stage.Base, "", task, format, seed) ?? Get(step, Stage.Base, "", task, format, AllSeeds);

    /// <summary>The fine-tuned model's scores with one seed; null if that seed was not run.</summary>
    public Cell? Tuned(long step, string tunedOn, string task, string format, int seed) =>
        Get(step, Stage.FineTuned, tunedOn, task, format, seed);

    public Cell? Get(long step, Stage stage, string tunedOn, string task, string format, int seed)
    {
        if (_cells.TryGetValue(new CellKey(step, stage, tunedOn, task, format, seed), out Cell? cell))
        {
            return cell;
        }

        if (seed != AllSeeds || !_seeds.TryGetValue((step, stage, tunedOn, task, format), out List<int>? seeds))
        {
            return null;
        }

        if (!_means.TryGetValue((step, stage, tunedOn, task, format), out Cell? mean))
        {
            mean = Cell.Mean([.. seeds.Select(s => _cells[new CellKey(step, stage, tunedOn, task, format, s)])]);
            _means.Add((step, stage, tunedOn, task, format), mean);
        }

        return mean;
    }

    public static ResultGrid From(StudyResults results, string? format, long seed)
    {
        CheckOneModel(results);
        var grid = new ResultGrid { Seed = seed };
        grid.ChooseShots(results);
        grid.AddItems(results.Items);
        grid.AddScores(results.Scores);
        grid.ChooseFormat(format);
        foreach (TaskCells task in grid._tasks.Values)
        {
            task.Split(seed);
        }

        return grid;
    }

    private static void CheckOneModel(StudyResults results)
    {
        string[] models = [.. results.Scores.Select(r => r.Model).Concat(results.Items.Select(i => i.Model)).Distinct()];
        if (models.Length > 1)
        {
            throw new AmuroException($"Results: expected those of one model series, found {string.Join(", ", models.Order(StringComparer.Ordinal).Take(5).Select(m => $"'{m}'"))}; choose the rows of one with LINQ");
        }
    }

    private void ChooseShots(StudyResults results)
    {
        int kept = results.Items.Count > 0 ? results.Items[0].Shots : results.Scores.Count > 0 ? results.Scores[0].Shots : 0;
        Shots = (kept, results.Items.Any(i => i.Shots != kept) || results.Scores.Any(s => s.Shots != kept));
    }

    private void AddItems(ItemTable items)
    {
        foreach (ItemRecord item in items)
        {
            if (item.Shots == Shots.Kept)
            {
                TaskCells task = TaskOf(item.Task, item.Metric);
                task.Index(item.Item, item.Cluster);
            }
        }

        CellKey last = default;
        Cell? cell = null;
        foreach (ItemRecord item in items)
        {
            TaskCells? task = item.Shots == Shots.Kept ? _tasks[item.Task] : null;
            if (task is null || task.Metric != item.Metric || double.IsNaN(item.Score))
            {
                continue;
            }

            var key = new CellKey(item.Step, item.Stage, item.TunedOn, item.Task, item.Format, item.Seed);
            if (cell is null || key != last)
            {
                (last, cell) = (key, CellOf(key, item.Split));
                cell.Items ??= Enumerable.Repeat(double.NaN, task.Items).ToArray();
                cell.Predictions ??= new string?[task.Items];
            }

            int index = task.Index(item.Item, item.Cluster);
            cell.Items![index] = item.Score;
            cell.Predictions![index] = item.Prediction;
        }

        foreach (Cell filled in _cells.Values)
        {
            double[] scores = [.. filled.Items!.Where(s => !double.IsNaN(s))];
            filled.N = scores.Length;
            filled.Score = scores.Average();
        }
    }

    private void AddScores(ScoreTable scores)
    {
        foreach (ScoreRow row in scores.Where(r => r.Shots == Shots.Kept))
        {
            TaskCells task = TaskOf(row.Task, row.Metric);
            if (row.Metric != task.Metric)
            {
                continue;
            }

            task.Chance = double.IsNaN(task.Chance) ? row.Chance : task.Chance;
            Cell cell = CellOf(new CellKey(row.Step, row.Stage, row.TunedOn, row.Task, row.Format, row.Seed), row.Split);
            cell.StandardError = row.StandardError;
            if (cell.Items is null)
            {
                cell.Score = row.Score;
                cell.N = row.N;
            }
        }
    }

    private void ChooseFormat(string? format)
    {
        if (format is not null && _formats.Count > 0 && !_formats.Contains(format))
        {
            throw new AmuroException($"Format: expected one of {string.Join(", ", _formats)}, found '{format}'");
        }

        Format = format ?? (_formats.Contains("default") ? "default" : _formats.FirstOrDefault() ?? "");
    }

    // The primary metric is the one that the item records are in; without them, the first one seen.
    private TaskCells TaskOf(string name, string metric)
    {
        if (!_tasks.TryGetValue(name, out TaskCells? task))
        {
            _tasks.Add(name, task = new TaskCells(name) { Metric = metric });
        }

        return task;
    }

    private Cell CellOf(CellKey key, TaskRelation split)
    {
        if (!_cells.TryGetValue(key, out Cell? cell))
        {
            _cells.Add(key, cell = new Cell());
            if (!_formats.Contains(key.Format))
            {
                _formats.Add(key.Format);
            }

            _relations.TryAdd((key.TunedOn, key.Task), split);
            var place = (key.Step, key.Stage, key.TunedOn, key.Task, key.Format);
            if (!_seeds.TryGetValue(place, out List<int>? seeds))
            {
                _seeds.Add(place, seeds = []);
            }

            seeds.Add(key.Seed);
        }

        return cell;
    }
}
