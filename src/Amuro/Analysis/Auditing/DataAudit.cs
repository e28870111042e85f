using System.Collections.Immutable;
using Amuro.Analysis.Auditing.Rules;
using Amuro.Results;

namespace Amuro.Analysis.Auditing;

/// <summary>
/// Looks through the tables of a study for what would mislead their reader, and says what it does to the conclusions. Immutable: every
/// <c>With…</c> returns a changed copy.
/// </summary>
/// <remarks>
/// The thresholds are properties. Facts that no table holds (class counts, what a text claims) make some rules sharper; findings that rest
/// on them have <see cref="AuditFinding.FromTablesAlone"/> unset. Scores are taken to lie between 0 and 1, unless the metric's name says
/// otherwise (losses, perplexities, likelihoods, correlations).
/// </remarks>
public sealed partial record DataAudit
{
    private DataAudit()
    {
    }

    /// <summary>The defaults.</summary>
    public static DataAudit Default { get; } = new();

    /// <summary>A score from which on a model counts as perfect. Default 0.99.</summary>
    public double PerfectScore { get; private init; } = 0.99;

    /// <summary>
    /// How near, in standard errors, a score is to the share of a class to equal it. Default 0.1: the midpoint of a percentile interval of
    /// 3,000 resamples scatters by 0.035.
    /// </summary>
    public double ShareTolerance { get; private init; } = 0.1;

    /// <summary>Labels or predictions that are all the same count as constant from this number of items on. Default 20.</summary>
    public int FewestItems { get; private init; } = 20;

    /// <summary>Share of the items that are shown as worked examples from which on rows are listed. Default 0.01.</summary>
    public double ShotShare { get; private init; } = 0.01;

    /// <summary>One cell drives a mean of ratios if it makes more than this share of their sum of squared deviations. Default 0.5.</summary>
    public double OutlierShare { get; private init; } = 0.5;

    /// <summary>... and if the mean without it differs by at least this. Default 0.05: five points of percent.</summary>
    public double OutlierShift { get; private init; } = 0.05;

    /// <summary>Rows of another number of shots or model are leftovers if the others are at least this share of their file. Default 0.8.</summary>
    public double MainShare { get; private init; } = 0.8;

    /// <summary>Two checkpoints are as good as the same if their steps differ by at most this share. Default 0.001.</summary>
    public double NearbySteps { get; private init; } = 0.001;

    /// <summary>Smallest difference of two scores that matters, as in the analyses. Default 0.02.</summary>
    public double SmallestDifference { get; private init; } = 0.02;

    /// <summary>Standard errors do not fit the stated number of items if they imply this many times more or fewer. Default 2.</summary>
    public double ImpliedItemsFactor { get; private init; } = 2;

    /// <summary>Number of items of each class, by task. Default none: taken from item records where there are any.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> ClassCounts { get; private init; } =
        ImmutableSortedDictionary.Create<string, IReadOnlyDictionary<string, int>>(StringComparer.Ordinal);

    /// <summary>Number of items by task, where the rows do not say it. Default none.</summary>
    public IReadOnlyDictionary<string, int> ItemCounts { get; private init; } = ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal);

    /// <summary>Tasks whose labels are known to be missing or wrong. Default none.</summary>
    public IReadOnlyList<LabelFact> UnusableLabels { get; private init; } = [];

    /// <summary>Whether the worked examples are known to come from the items that are scored, and are scored too. Default false.</summary>
    public bool ShotsFromScoredItems { get; private init; }

    /// <summary>Groups that a text about the study averages over. Default none: each training task with each relation of tasks to it.</summary>
    public IReadOnlyList<StatedGroup> Groups { get; private init; } = [];

    /// <summary>Curves that a text about the study tests for a trend, base and fine-tuned. Default none: all.</summary>
    public IReadOnlyList<StatedPair> Trends { get; private init; } = [];

    /// <summary>Sets <see cref="PerfectScore"/>.</summary>
    /// <param name="score">Above 0, at most 1.</param>
    public DataAudit WithPerfectScore(double score) => this with { PerfectScore = score };

    /// <summary>Sets <see cref="ShareTolerance"/>.</summary>
    /// <param name="standardErrors">Above 0, at most 1.</param>
    public DataAudit WithShareTolerance(double standardErrors) => this with { ShareTolerance = standardErrors };

    /// <summary>Sets <see cref="FewestItems"/>.</summary>
    /// <param name="items">At least 2.</param>
    public DataAudit WithFewestItems(int items) => this with { FewestItems = items };

    /// <summary>Sets <see cref="ShotShare"/>.</summary>
    /// <param name="share">0 to 1.</param>
    public DataAudit WithShotShare(double share) => this with { ShotShare = share };

    /// <summary>Sets <see cref="OutlierShare"/>.</summary>
    /// <param name="share">0 to 1.</param>
    public DataAudit WithOutlierShare(double share) => this with { OutlierShare = share };

    /// <summary>Sets <see cref="OutlierShift"/>.</summary>
    /// <param name="shift">At least 0.</param>
    public DataAudit WithOutlierShift(double shift) => this with { OutlierShift = shift };

    /// <summary>Sets <see cref="MainShare"/>.</summary>
    /// <param name="share">0 to 1.</param>
    public DataAudit WithMainShare(double share) => this with { MainShare = share };

    /// <summary>Sets <see cref="NearbySteps"/>.</summary>
    /// <param name="share">0 to 1.</param>
    public DataAudit WithNearbySteps(double share) => this with { NearbySteps = share };

    /// <summary>Sets <see cref="SmallestDifference"/>.</summary>
    /// <param name="difference">0 to 1.</param>
    public DataAudit WithSmallestDifference(double difference) => this with { SmallestDifference = difference };

    /// <summary>Sets <see cref="ImpliedItemsFactor"/>.</summary>
    /// <param name="factor">Above 1.</param>
    public DataAudit WithImpliedItemsFactor(double factor) => this with { ImpliedItemsFactor = factor };

    /// <summary>Adds to <see cref="ClassCounts"/>.</summary>
    /// <param name="task">Name of the task.</param>
    /// <param name="counts">Number of items by class.</param>
    public DataAudit WithClassCounts(string task, IReadOnlyDictionary<string, int> counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        return this with { ClassCounts = With(ClassCounts, task, counts.ToImmutableSortedDictionary(StringComparer.Ordinal)) };
    }

    /// <summary>Adds to <see cref="ItemCounts"/>.</summary>
    /// <param name="task">Name of the task.</param>
    /// <param name="items">Number of its items, at least 1.</param>
    public DataAudit WithItemCount(string task, int items) => this with { ItemCounts = With(ItemCounts, task, items) };

    /// <summary>Adds to <see cref="UnusableLabels"/>.</summary>
    /// <param name="task">Name of the task.</param>
    /// <param name="reason">What is wrong with them: the end of a sentence that begins with "its labels", such as "are all -1".</param>
    /// <param name="formats">Prompt formats that were scored with these labels; none for all.</param>
    public DataAudit WithUnusableLabels(string task, string reason, params IEnumerable<string> formats)
    {
        ArgumentException.ThrowIfNullOrEmpty(task);
        ArgumentException.ThrowIfNullOrEmpty(reason);
        return this with { UnusableLabels = [.. UnusableLabels, new LabelFact(task, reason, [.. formats])] };
    }

    /// <summary>Sets <see cref="ShotsFromScoredItems"/>.</summary>
    public DataAudit WithShotsFromScoredItems() => this with { ShotsFromScoredItems = true };

    /// <summary>Sets <see cref="Groups"/>.</summary>
    /// <param name="groups">The groups.</param>
    public DataAudit WithGroups(params IEnumerable<StatedGroup> groups) => this with { Groups = [.. groups] };

    /// <summary>Sets <see cref="Trends"/>.</summary>
    /// <param name="pairs">Evaluated tasks with their training tasks.</param>
    public DataAudit WithTrends(params IEnumerable<StatedPair> pairs) => this with { Trends = [.. pairs] };

    /// <summary>Runs all rules.</summary>
    /// <param name="results">Scores and, better, item records.</param>
    /// <returns>The findings, the most severe first.</returns>
    /// <exception cref="AmuroException">An option is out of range.</exception>
    public AuditReport Run(StudyResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        Check();
        var tables = new AuditTables(results, this);
        return new AuditReport([.. AuditRules.All.SelectMany(rule => rule.Find(tables)).OrderByDescending(f => f.Severity)]);
    }

    private static ImmutableSortedDictionary<string, T> With<T>(IReadOnlyDictionary<string, T> known, string task, T value)
    {
        ArgumentException.ThrowIfNullOrEmpty(task);
        return ((ImmutableSortedDictionary<string, T>)known).SetItem(task, value);
    }
}
