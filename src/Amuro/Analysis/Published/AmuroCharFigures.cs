using Amuro.Results;
using Amuro.Results.Importers;

namespace Amuro.Analysis.Published;

/// <summary>The figures of "Amuro and Char" (arXiv 2408.06663), computed anew from its two published tables.</summary>
public sealed record AmuroCharFigures
{
    /// <summary>Gains of the tasks that the paper calls learned in fine-tuning, by checkpoint (its table 6).</summary>
    public required IReadOnlyList<CheckpointGain> FineTuningLearned { get; init; }

    /// <summary>Gains of the tasks that the paper calls learned in pre-training, by checkpoint, each task once.</summary>
    public required IReadOnlyList<CheckpointGain> PretrainingLearned { get; init; }

    /// <summary>The same as the paper has it, with sciq counted twice.</summary>
    public required IReadOnlyList<CheckpointGain> PretrainingLearnedAsPublished { get; init; }

    /// <summary>Gains on out-of-domain data sets, by family: nli, summary, question_generation, paraphrase.</summary>
    public required IReadOnlyList<NamedGains> Families { get; init; }

    /// <summary>Mean raw gain over the out-of-domain data sets of all families, by checkpoint.</summary>
    public required IReadOnlyList<CheckpointGain> OutOfDomain { get; init; }

    /// <summary>Gains on tasks of the other kind: classification_to_generation, generation_to_classification.</summary>
    public required IReadOnlyList<NamedGains> Crossings { get; init; }

    /// <summary>Formats of five tasks, base and fine-tuned, by checkpoint.</summary>
    public required IReadOnlyList<FormatSeries> Formats { get; init; }

    /// <summary>Trends of twelve tasks, base and fine-tuned, tested together.</summary>
    public required IReadOnlyList<CurveTrend> Trends { get; init; }

    /// <summary>Computes all figures.</summary>
    /// <param name="scores">The table that <see cref="AmuroCharTables.Import"/> made.</param>
    /// <param name="model">Name of the model. Default <c>olmo1b</c>.</param>
    /// <exception cref="AmuroException">A cell that a figure needs is missing or is there twice.</exception>
    public static AmuroCharFigures Of(ScoreTable scores, string model = "olmo1b")
    {
        ArgumentNullException.ThrowIfNull(scores);
        var cells = new ProtocolCells(scores, model);
        GainCell[] learned = [.. AmuroCharGroups.PretrainingLearned.SelectMany(t => cells.Gains(t, "tulu"))];
        NamedGains[] families = [.. AmuroCharGroups.Families.Select(f => new NamedGains(f.Name, GainSummary.Of(f.Tasks.SelectMany(t => cells.Gains(t, f.TunedOn)))))];
        return new AmuroCharFigures
        {
            FineTuningLearned = CheckpointGain.Series(AmuroCharGroups.FineTuningLearned.SelectMany(p => cells.Gains(p.Task, p.TunedOn))),
            PretrainingLearned = CheckpointGain.Series(learned),
            PretrainingLearnedAsPublished = CheckpointGain.Series(learned.Concat(learned.Where(c => c.Task == "sciq"))),
            Families = families,
            OutOfDomain = CheckpointGain.Series(families.SelectMany(f => f.Gains.Cells)),
            Crossings = [.. AmuroCharGroups.Crossings.Select(c => new NamedGains(c.Name, GainSummary.Of(c.TunedOn.SelectMany(on => c.Tasks.SelectMany(t => cells.Gains(t, on))))))],
            Formats = [.. AmuroCharGroups.Formatted.SelectMany(p => Stages(p.TunedOn).Select(on => FormatSeries.Of(p.Task, on, cells.Formats(p.Task, on))))],
            Trends = CurveTrend.Of([.. AmuroCharGroups.Curves.SelectMany(p => Stages(p.TunedOn).Select(on => cells.Curve(p.Task, p.TunedOn, on.Length > 0)))]),
        };
    }

    private static string[] Stages(string tunedOn) => ["", tunedOn];

    // The paper's own protocol: four shots, or the official table.
    private sealed class ProtocolCells
    {
        private readonly Dictionary<(long Step, string TunedOn, string Task, string Format), double> _scores = [];
        private readonly long[] _steps;

        public ProtocolCells(ScoreTable scores, string model)
        {
            foreach (ScoreRow row in scores.Where(r => r.Model == model && (r.Format == AmuroCharTables.OfficialFormat || r.Shots == 4)))
            {
                if (!_scores.TryAdd((row.Step, row.TunedOn, row.Task, row.Format), row.Score))
                {
                    throw new AmuroException($"Scores: expected one row for step {row.Step}, '{row.Task}' ({row.Format}) fine-tuned on '{row.TunedOn}', found two");
                }
            }

            _steps = [.. _scores.Keys.Select(k => k.Step).Distinct().Order()];
        }

        public IEnumerable<GainCell> Gains(string task, string tunedOn) =>
            _steps.Select(step => new GainCell(step, task, tunedOn, Score(step, "", task, Protocol(tunedOn)), Score(step, tunedOn, task, Protocol(tunedOn))));

        public (string, IReadOnlyList<long>, IReadOnlyList<double>) Curve(string task, string tunedOn, bool tuned) =>
            ($"{task}/{(tuned ? "tuned" : "base")}", _steps, [.. _steps.Select(step => Score(step, tuned ? tunedOn : "", task, Protocol(tunedOn)))]);

        public IEnumerable<FormatComparison> Formats(string task, string tunedOn) => _steps.Select(step => new FormatComparison
        {
            Step = step,
            Formats = [.. AmuroCharGroups.Formats.Select(format => new FormatScore(format, Score(step, tunedOn, task, format)))],
        });

        private static string Protocol(string tunedOn) => tunedOn == "tulu" ? AmuroCharTables.OfficialFormat : "default";

        private double Score(long step, string tunedOn, string task, string format) =>
            _scores.TryGetValue((step, tunedOn, task, format), out double score)
                ? score
                : throw new AmuroException($"Scores: expected a row for step {step}, '{task}' ({format}) fine-tuned on '{tunedOn}', found none");
    }
}

/// <summary>The gains of a group of tasks.</summary>
/// <param name="Name">Name of the group.</param>
/// <param name="Gains">Its gains.</param>
public sealed record NamedGains(string Name, GainSummary Gains);
