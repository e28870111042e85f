using System.Globalization;
using Amuro.Results;

namespace Amuro.Reporting;

/// <summary>The score table of a study as the report asks for it: one metric a task, the format trained in, means over seeds.</summary>
internal sealed class StudyView
{
    private const string BaselinePrefix = "baseline:";
    private readonly ILookup<(string Task, string TunedOn, long Step), ScoreRow> _rows;
    private readonly Dictionary<string, string> _metrics;

    /// <summary>Creates the view.</summary>
    /// <param name="results">The study.</param>
    public StudyView(StudyResults results)
    {
        // As in the analyses: scores with another number of worked examples are another study.
        Shots = results.Items.Count > 0 ? results.Items[0].Shots : results.Scores.Count > 0 ? results.Scores[0].Shots : 0;
        OtherShots = results.Scores.Any(r => r.Shots != Shots);
        results = results with { Scores = ScoreTable.From(results.Scores.Where(r => r.Shots == Shots)) };
        Results = results;
        Steps = [.. results.Scores.Select(r => r.Step).Distinct().Order()];
        Formats = [.. results.Scores.Select(r => r.Format).Distinct()];
        Format = Formats.Contains("default") ? "default" : Formats.FirstOrDefault() ?? "";
        TunedOn = [.. results.Scores.Where(r => r.Stage == Stage.FineTuned).Select(r => r.TunedOn).Distinct()];

        // The primary metric of a task is known from its item records; a table of scores alone names it first.
        _metrics = results.Items.GroupBy(i => i.Task).ToDictionary(g => g.Key, g => g.First().Metric);
        foreach (ScoreRow row in results.Scores)
        {
            _metrics.TryAdd(row.Task, row.Metric);
        }

        _rows = results.Scores.Where(r => r.Format == Format && r.Metric == _metrics[r.Task]).ToLookup(r => (r.Task, r.TunedOn, r.Step));
        Relations = results.Scores.Where(r => r.Stage == Stage.FineTuned).GroupBy(r => (r.Task, r.TunedOn)).ToDictionary(g => g.Key, g => g.First().Split);
        Tasks = [.. results.Scores.Select(r => r.Task).Distinct().OrderBy(t => Rank(Closest(t)))];
    }

    /// <summary>The study, without scores that have another number of worked examples than <see cref="Shots"/>.</summary>
    public StudyResults Results { get; }

    /// <summary>Number of worked examples in the prompts of the scores shown.</summary>
    public int Shots { get; }

    /// <summary>Whether scores with another number of worked examples were left out.</summary>
    public bool OtherShots { get; }

    /// <summary>Checkpoints, ascending.</summary>
    public IReadOnlyList<long> Steps { get; }

    /// <summary>Prompt formats, in the order in which they were first seen.</summary>
    public IReadOnlyList<string> Formats { get; }

    /// <summary>The format of curves and tables: the one named <c>default</c>, else the first.</summary>
    public string Format { get; }

    /// <summary>Tasks that models were fine-tuned on.</summary>
    public IReadOnlyList<string> TunedOn { get; }

    /// <summary>Evaluated tasks: those out of the domain of a training task first, then those of a training task, then the others.</summary>
    public IReadOnlyList<string> Tasks { get; }

    /// <summary>Relation of an evaluated task to a training task.</summary>
    public IReadOnlyDictionary<(string Task, string TunedOn), TaskRelation> Relations { get; }

    /// <summary>Primary metric of a task.</summary>
    public string Metric(string task) => _metrics[task];

    /// <summary>Closest relation of a task to any training task.</summary>
    public TaskRelation Closest(string task)
    {
        TaskRelation[] all = [.. TunedOn.Where(t => Relations.ContainsKey((task, t))).Select(t => Relations[(task, t)])];
        return all.Contains(TaskRelation.InDomain) ? TaskRelation.InDomain
            : all.Contains(TaskRelation.OutOfDomain) ? TaskRelation.OutOfDomain : TaskRelation.Unseen;
    }

    /// <summary>Training tasks of the family of a task; for a task without family, all training tasks.</summary>
    public IReadOnlyList<string> Tuners(string task) => Closest(task) == TaskRelation.Unseen
        ? [.. TunedOn.Where(t => Relations.ContainsKey((task, t)))]
        : [.. TunedOn.Where(t => Relations.TryGetValue((task, t), out TaskRelation r) && r != TaskRelation.Unseen)];

    /// <summary>Mean over the seeds; <paramref name="tunedOn"/> is empty for the base model.</summary>
    public SeedMean Mean(string task, string tunedOn, long step) => SeedMean.Of(_rows[(task, tunedOn, step)]);

    /// <summary>First finite value of a property over the rows of a task; NaN if there is none.</summary>
    public double First(string task, Func<ScoreRow, double> property) =>
        Results.Scores.Where(r => r.Task == task && r.Metric == _metrics[task]).Select(property).FirstOrDefault(double.IsFinite, double.NaN);

    /// <summary>
    /// Scores of simple baselines, which the settings may hold as <c>baseline:NAME:TASK</c>, such as a reader of the premise alone.
    /// </summary>
    public IReadOnlyDictionary<(string Name, string Task), double> Baselines()
    {
        var found = new Dictionary<(string, string), double>();
        foreach ((string key, string value) in Results.Settings)
        {
            if (key.StartsWith(BaselinePrefix, StringComparison.Ordinal) && key[BaselinePrefix.Length..].Split(':', 2) is [string name, string task]
                && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double score))
            {
                found[(name, task)] = score;
            }
        }

        return found;
    }

    private static int Rank(TaskRelation relation) => relation switch
    {
        TaskRelation.OutOfDomain => 0,
        TaskRelation.InDomain => 1,
        _ => 2,
    };
}
