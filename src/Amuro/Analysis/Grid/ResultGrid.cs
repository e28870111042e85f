using Amuro.Results;

namespace Amuro.Analysis.Grid;

/// <summary>The results of a study on their primary metrics, grouped once for all analyses. Several threads may read it.</summary>
internal sealed class ResultGrid
{
    /// <summary>Stands for the mean over the seeds.</summary>
    public const int AllSeeds = int.MinValue;

    private readonly IReadOnlyDictionary<string, TaskCells> _tasks;
    private readonly IReadOnlyDictionary<SeriesKey, CellSeries> _series;
    private readonly Dictionary<string, List<(TaskCells Task, TaskRelation Split)>> _evaluated = new(StringComparer.Ordinal);
    private readonly Dictionary<(string TunedOn, string Task), TaskRelation> _relations = [];
    private readonly Dictionary<(Stage, string TunedOn, string Task), string[]> _formatsOf = [];
    private readonly List<string> _tuningTasks = [];

    public ResultGrid(
        IReadOnlyDictionary<string, TaskCells> tasks, IReadOnlyDictionary<SeriesKey, CellSeries> series, IReadOnlyList<string> formats,
        IReadOnlyDictionary<(string TunedOn, string Task), TaskRelation> relations)
    {
        (_tasks, _series, Formats) = (tasks, series, formats);
        foreach (((string tunedOn, string task), TaskRelation split) in relations)
        {
            _relations.Add((tunedOn, task), split);
            if (!_evaluated.TryGetValue(tunedOn, out List<(TaskCells, TaskRelation)>? evaluated))
            {
                _evaluated.Add(tunedOn, evaluated = []);
                if (tunedOn.Length > 0)
                {
                    _tuningTasks.Add(tunedOn);
                }
            }

            evaluated.Add((tasks[task], split));
        }

        foreach (IGrouping<(Stage, string, string), SeriesKey> group in series.Keys.GroupBy(k => (k.Stage, k.TunedOn, k.Task)))
        {
            HashSet<string> own = [.. group.Select(k => k.Format)];
            _formatsOf.Add(group.Key, [.. formats.Where(own.Contains)]);
        }
    }

    /// <summary>Format for the questions that are not about formats.</summary>
    public required string Format { get; init; }

    /// <summary>All formats in the order in which they were first seen.</summary>
    public IReadOnlyList<string> Formats { get; }

    public required long Seed { get; init; }

    /// <summary>Number of worked examples of the results kept, and whether results with another number were left out.</summary>
    public required (int Kept, bool LeftOut) Shots { get; init; }

    /// <summary>What else was left out.</summary>
    public required LeftOut LeftOut { get; init; }

    /// <summary>Tasks that models were fine-tuned on, in order.</summary>
    public IReadOnlyList<string> TuningTasks => _tuningTasks;

    /// <summary>All evaluated tasks.</summary>
    public IEnumerable<TaskCells> Tasks => _tasks.Values;

    /// <summary>What was evaluated by which models, in order.</summary>
    public IEnumerable<(Stage Stage, string TunedOn, string Task)> Evaluations => _formatsOf.Keys;

    public TaskCells Task(string name) => _tasks[name];

    public TaskRelation Relation(string tunedOn, string task) => _relations[(tunedOn, task)];

    /// <summary>The formats of one of the <see cref="Evaluations"/>, in the order of <see cref="Formats"/>.</summary>
    public IReadOnlyList<string> FormatsOf(Stage stage, string tunedOn, string task) => _formatsOf.GetValueOrDefault((stage, tunedOn, task), []);

    /// <summary>The steps and seeds of one of the <see cref="Evaluations"/> in one format; null if there are none.</summary>
    public CellSeries? Series(Stage stage, string tunedOn, string task, string format) =>
        _series.GetValueOrDefault(new SeriesKey(stage, tunedOn, task, format));

    /// <summary>Tasks evaluated after fine-tuning on one.</summary>
    public IEnumerable<(TaskCells Task, TaskRelation Split)> Evaluated(string tunedOn) => _evaluated.GetValueOrDefault(tunedOn, []);

    /// <summary>The out-of-domain tasks of a training task, or the in-domain ones if there are none.</summary>
    public IReadOnlyList<(TaskCells Task, TaskRelation Split)> Headline(string tunedOn, Func<TaskCells, bool> suits)
    {
        (TaskCells Task, TaskRelation Split)[] own = [.. Evaluated(tunedOn).Where(e => e.Split != TaskRelation.Unseen && suits(e.Task))];
        (TaskCells Task, TaskRelation Split)[] outside = [.. own.Where(e => e.Split == TaskRelation.OutOfDomain)];
        return outside.Length > 0 ? outside : own;
    }

    /// <summary>Steps at which the task was evaluated both before and after fine-tuning, ascending.</summary>
    public long[] Steps(string tunedOn, string task, string format) =>
        Series(Stage.Base, "", task, format) is { } before && Series(Stage.FineTuned, tunedOn, task, format) is { } after
            ? [.. after.Steps.Where(before.Has)]
            : [];

    public int[] Seeds(Stage stage, string tunedOn, string task, string format) => Series(stage, tunedOn, task, format)?.Seeds ?? [];

    /// <summary>The base model's scores with one seed, or their mean if that seed was not run.</summary>
    public Cell? Base(long step, string task, string format, int seed) =>
        Series(Stage.Base, "", task, format) is { } series ? series.Get(step, seed) ?? series.Get(step, AllSeeds) : null;

    /// <summary>The fine-tuned model's scores with one seed; null if that seed was not run.</summary>
    public Cell? Tuned(long step, string tunedOn, string task, string format, int seed) =>
        Get(step, Stage.FineTuned, tunedOn, task, format, seed);

    public Cell? Get(long step, Stage stage, string tunedOn, string task, string format, int seed) =>
        Series(stage, tunedOn, task, format)?.Get(step, seed);

    /// <exception cref="AmuroException">The results are of several model series, or do not hold the format.</exception>
    public static ResultGrid From(StudyResults results, string? format, long seed) => new ResultGridBuilder(results).Build(format, seed);
}
