using Amuro.Evaluation;
using Amuro.Models;
using Amuro.Results;
using Amuro.Tasks;
using Amuro.Training;
using static System.FormattableString;

namespace Amuro.Studies;

/// <summary>Computes a cell again and compares; it claims nothing and stores nothing.</summary>
internal static class Reproducer
{
    public static async Task<Reproduction> RunAsync(Study study, string folder, string id, CancellationToken cancellationToken)
    {
        using StudySession session = new(study, folder);
        await foreach (var checkpoint in study.Checkpoints.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            session.Add(checkpoint);
        }

        (ModelState state, PlannedCell cell) = session.Find(id);
        return session.IsDone(state, cell)
            ? await ComputeThreads.Run(
                ComputeThreads.For(study, state.Checkpoint),
                () => new Reproduction(cell, cell.Stage == CellStage.FineTune
                    ? FineTuning(session, state, cancellationToken)
                    : Evaluation(session, state, state.Evaluations.First(e => e.Planned == cell), cancellationToken))).ConfigureAwait(false)
            : throw new AmuroException($"{cell.Description}: expected a cell that is done, found it {session.StateOf(id).Phase.ToString().ToLowerInvariant()}; run the study first");
    }

    private static string[] FineTuning(StudySession session, ModelState state, CancellationToken cancellationToken)
    {
        using CellModels models = new(session.Study, session.Store, reuse: false);
        using DecoderModel model = models.Fresh(state);
        TrainingRecord found = Train(session, state, model, cancellationToken);
        TrainingRecord stored = session.Store.ReadTraining(state)
            ?? throw new AmuroException($"{state.Description}: expected the record of its fine-tuning in '{session.Store.Folder}', found none");
        return
        [
            .. Differing("optimiser steps", stored.Steps.Count, found.Steps.Count),
            .. stored.Steps.Zip(found.Steps).Where(p => p.First != p.Second).Take(1).Select(p => Invariant(
                $"step {p.First.Step}, the first that differs: stored loss {p.First.Loss:R} and gradient norm {p.First.GradientNorm:R}, found {p.Second.Loss:R} and {p.Second.GradientNorm:R}")),
            .. Differing("held-out losses", string.Join(' ', stored.Evaluations), string.Join(' ', found.Evaluations)),
            .. Differing("SHA-256 of the weights", stored.Weights, found.Weights),
        ];
    }

    private static string[] Evaluation(StudySession session, ModelState state, EvaluationCell cell, CancellationToken cancellationToken)
    {
        using CellModels models = new(session.Study, session.Store, reuse: false);
        if (state.Tuning is not null && !session.Store.HasModel(state))
        {
            DecoderModel tuned = models.Fresh(state);
            models.Keep(state, tuned);
            Train(session, state, tuned, cancellationToken);
        }

        List<string> differences = [];
        foreach ((PromptFormat format, string key) in cell.Results)
        {
            PreparedTask task = session.Tasks.Of(state.Checkpoint, cell.Task, format);
            Evaluator evaluator = session.Study.Evaluator.WithCache(null);
            CellResult found = EvaluationTables.Of(state, evaluator.Evaluate(models.Of(state), task, cancellationToken));
            differences.AddRange(Compare(session.Store.Read(state, key), found).Select(d => $"format {format.Name}: {d}"));
        }

        return [.. differences];
    }

    private static TrainingRecord Train(StudySession session, ModelState state, DecoderModel model, CancellationToken cancellationToken)
    {
        TrainingRun run = new FineTuner(state.Tuning!.Recipe(state.Seed))
            .FineTune(model, session.Tasks.TokenizerOf(state.Checkpoint), state.Tuning.On, null, cancellationToken);
        return new TrainingRecord(run.Steps, run.Evaluations, run.Skipped, run.Truncated, ModelHash.Of(model));
    }

    private static IEnumerable<string> Compare(CellResult stored, CellResult found)
    {
        foreach ((ScoreRow before, ScoreRow now) in stored.Scores.Zip(found.Scores).Where(p => p.First != p.Second))
        {
            yield return Invariant($"{before.Metric}: stored {before.Score:R} (n {before.N}), found {now.Score:R} (n {now.N})");
        }

        (ItemRecord Before, ItemRecord Now)[] items = [.. stored.Items.Zip(found.Items).Where(p => p.First != p.Second)];
        if (items.Length > 0 || stored.Items.Count != found.Items.Count)
        {
            double largest = items.SelectMany(p => p.Before.LogLikelihoods.Zip(p.Now.LogLikelihoods, (a, b) => Math.Abs(a - b))).DefaultIfEmpty(0).Max();
            int predictions = items.Count(p => p.Before.Prediction != p.Now.Prediction);
            yield return Invariant(
                $"items: stored {stored.Items.Count}, found {found.Items.Count}, of which {items.Length} differ, {predictions} in their prediction, in log-likelihoods by at most {largest:G3}");
        }
    }

    private static IEnumerable<string> Differing<T>(string what, T stored, T found) =>
        EqualityComparer<T>.Default.Equals(stored, found) ? [] : [Invariant($"{what}: stored {stored}, found {found}")];
}
