using Amuro.Analysis.Contrasts;
using Amuro.Analysis.Grid;
using Amuro.Analysis.Prompts;
using Amuro.Results;

namespace Amuro.Analysis;

/// <summary>Question 4: how far does the score move when only the prompt format changes, before and after fine-tuning?</summary>
/// <remarks>
/// <para>
/// The rows hold the plain spread, highest minus lowest score over the formats. Noise alone makes it positive, and more so for models
/// that guess, so the findings use the held-out spread: highest and lowest format are chosen on one half of the items and compared on the
/// other, both ways, which is zero on average where formats do not matter. They compare the in-domain and out-of-domain tasks of each
/// training task: fine-tuned minus base in the last third of the checkpoints, and, for the trend, the fine-tuned spread in the last
/// minus the first third. Differences between runs decide about that trend, so with one fine-tuning seed it is inconclusive at most.
/// </para>
/// <para>
/// Besides, every measure of <see cref="PromptMeasure"/> for each model and task, what fine-tuning does to it, and its trend over the steps, with
/// closed-form intervals over clusters of items and runs: one pass over the items. Without item records spread and deviation remain.
/// </para>
/// </remarks>
public sealed partial record PromptSensitivityAnalyzer : SeededAnalyzer<PromptSensitivityAnalyzer, PromptSensitivityReport>
{
    private const string Question = "Does fine-tuning make the score depend more on the prompt format?";
    private const string TrendQuestion = "Does more pre-training make fine-tuned models depend less on the prompt format?";

    private PromptSensitivityAnalyzer()
    {
    }

    /// <summary>The analysis with its default options.</summary>
    public static PromptSensitivityAnalyzer Default { get; } = new();

    internal override PromptSensitivityReport Analyze(ResultGrid grid, StudyResults results)
    {
        Dictionary<(Stage, string TunedOn, string Task), SpreadTerms> spreads = grid.Evaluations
            .ToDictionary(k => k, k => new SpreadTerms(grid, k.Stage, k.TunedOn, grid.Task(k.Task)));
        PromptSensitivityRow[] rows =
        [
            .. spreads.OrderBy(s => s.Key.Item1).ThenBy(s => s.Key.TunedOn, StringComparer.Ordinal).ThenBy(s => s.Key.Task, StringComparer.Ordinal)
                .AsParallel().AsOrdered().Select(s => s.Value.AllSteps.Select(s.Value.Row).ToArray()).SelectMany(r => r),
        ];
        (string TunedOn, TaskCells Task, SpreadTerms Before, SpreadTerms After, long[] Steps)[] own =
        [
            .. from tunedOn in grid.TuningTasks
               from evaluated in grid.Evaluated(tunedOn)
               where evaluated.Split != TaskRelation.Unseen
               let before = spreads.GetValueOrDefault((Stage.Base, "", evaluated.Task.Name))
               let after = spreads[(Stage.FineTuned, tunedOn, evaluated.Task.Name)]
               where before is not null
               let steps = before.Steps.Intersect(after.Steps).Order().ToArray()
               where steps.Length > 0
               select (tunedOn, evaluated.Task, before, after, steps),
        ];
        Contrast[] differences =
        [
            .. own.Select(o => Contrast.Of(o.Task, o.TunedOn, o.After.Seeds, (seed, half) =>
                [.. SeriesParts.Late(o.Steps).SelectMany(s => o.After.Terms(s, seed, half, 1.0).Concat(o.Before.Terms(s, seed, half, -1.0)))
                    .Select(t => t with { Weight = t.Weight / SeriesParts.Late(o.Steps).Length })])).OfType<Contrast>(),
        ];
        Contrast[] trends =
        [
            .. own.Where(o => o.Steps.Length >= 2).Select(o => Contrast.Of(o.Task, o.TunedOn, o.After.Seeds, (seed, half) =>
                [.. SeriesParts.Late(o.Steps).SelectMany(s => o.After.Terms(s, seed, half, 1.0 / SeriesParts.Late(o.Steps).Length)),
                    .. SeriesParts.Early(o.Steps).SelectMany(s => o.After.Terms(s, seed, half, -1.0 / SeriesParts.Early(o.Steps).Length))]))
                .OfType<Contrast>(),
        ];
        PromptSensitivityMeasures[] measures = new PromptMeasureTable(Level, Seed).Of(results.Items, spreads.Values, grid.Shots.Kept);
        return new PromptSensitivityReport
        {
            Rows = rows,
            Measures = measures,
            Curves = Curves(measures),
            Rankings = [.. Rankings(measures)],
            Finding = Find(grid, differences, rows),
            TrendFinding = FindTrend(grid, trends),
        };
    }

    private Finding Find(ResultGrid grid, Contrast[] contrasts, PromptSensitivityRow[] rows)
    {
        if (contrasts.Length == 0)
        {
            return Wording.NotEstimable(Question, NoFormats(grid), Level);
        }

        Estimate mean = MeanOf(contrasts);
        if (!mean.IsEstimable)
        {
            return Wording.NotEstimable(Question, mean.Reason ?? "no interval", Level);
        }

        // The plain spreads that the sentence quotes are of the last checkpoint.
        long lastStep = rows.Select(r => r.Step).DefaultIfEmpty().Max();
        PromptSensitivityRow[] last = [.. rows.Where(r => r.Split != TaskRelation.Unseen && r.Step == lastStep && !double.IsNaN(r.Spread))];
        double Spread(Stage stage) => last.Where(r => r.Stage == stage).Select(r => r.Spread).DefaultIfEmpty(double.NaN).Average();
        return new Finding
        {
            Question = Question,
            Verdict = Judgement.Of(mean, +1, MinimumEffect),
            Effect = mean.Value,
            Interval = mean.Interval,
            PValue = mean.PValue,
            Test = Wording.Test(contrasts, Resamples),
            Sentence = $"In the last third of pre-training fine-tuning changes the spread over {Wording.Count(grid.Formats.Count, "prompt format")} by {Wording.With(mean)} "
                + $"on {Wording.Count(contrasts.Length, "task")} of the training tasks' families "
                + $"(highest minus lowest score at the last checkpoint: {Wording.Plain(Spread(Stage.Base))} before, {Wording.Plain(Spread(Stage.FineTuned))} after).",
            Assumptions = [Wording.Seeds(contrasts), .. Assumptions(grid, contrasts)],
        };
    }

    private Finding FindTrend(ResultGrid grid, Contrast[] contrasts)
    {
        if (contrasts.Length == 0)
        {
            return Wording.NotEstimable(TrendQuestion, grid.Formats.Count < 2 ? NoFormats(grid) : "two checkpoints with several formats are needed", Level);
        }

        Estimate mean = MeanOf(contrasts);
        if (!mean.IsEstimable)
        {
            return Wording.NotEstimable(TrendQuestion, mean.Reason ?? "no interval", Level);
        }

        bool oneSeed = contrasts.Any(c => c.Seeds.Length < 2);
        return new Finding
        {
            Question = TrendQuestion,
            Verdict = oneSeed ? Verdict.Inconclusive : Judgement.Of(mean, -1, MinimumEffect),
            Effect = mean.Value,
            Interval = mean.Interval,
            PValue = mean.PValue,
            Test = Wording.Test(contrasts, Resamples),
            Sentence = $"From the first to the last third of pre-training the fine-tuned spread over {Wording.Count(grid.Formats.Count, "prompt format")} "
                + $"changes by {Wording.With(mean)} on {Wording.Count(contrasts.Length, "task")} of the training tasks' families"
                + (oneSeed ? "; with one fine-tuning seed this cannot be told from differences between runs." : "."),
            Assumptions = [Wording.Seeds(contrasts), .. Assumptions(grid, contrasts)],
        };
    }

    private static IEnumerable<string> Assumptions(ResultGrid grid, Contrast[] contrasts)
    {
        yield return contrasts.All(c => c.BySeed is not null)
            ? "Highest and lowest format are chosen on one half of the items and compared on the other, both ways; the interval takes the choice as given."
            : "Without item records the plain spread is used, which noise makes larger.";
        yield return "The interval holds for these formats, tasks and checkpoints, not for others.";
        foreach (string note in Wording.Data(grid, contrasts))
        {
            yield return note;
        }
    }

    private static string NoFormats(ResultGrid grid) => grid.Formats.Count < 2
        ? $"two prompt formats are needed, found {Wording.Count(grid.Formats.Count, "format")}"
        : "no task of a training task's family was scored in several formats both before and after fine-tuning";
}
