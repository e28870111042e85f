using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Training;

/// <summary>
/// Runs a loop to its end: measures the held-out loss, stops early, keeps the best weights, writes resume points and goes on
/// from one. Where it is stopped and how often it saves changes no bit of the result.
/// </summary>
internal sealed class TrainingDriver : IDisposable
{
    private const string BestWeights = "best_weights";
    private readonly TrainingLoop _loop;
    private readonly TrainingRecipe _recipe;
    private readonly IReadOnlyList<TrainingExample> _heldOut;
    private readonly TrainingOptions _options;
    private readonly string? _resumePath;
    private readonly RunFingerprint? _run;
    private readonly List<TrainingStep> _steps = [];
    private readonly List<HeldOutEvaluation> _evaluations = [];
    private Tensor? _best;
    private int _savedStep;

    /// <summary>Prepares a run.</summary>
    /// <param name="loop">A loop at its start; it stays the caller's.</param>
    /// <param name="recipe">The recipe of the loop.</param>
    /// <param name="heldOut">Sequences that the model can take as they are; empty: nothing is measured.</param>
    /// <param name="options">Whom to tell.</param>
    /// <param name="resume">Where the resume point lies and whose it must be; null: none is read or written.</param>
    public TrainingDriver(
        TrainingLoop loop,
        TrainingRecipe recipe,
        IReadOnlyList<TrainingExample> heldOut,
        TrainingOptions options,
        (string Path, RunFingerprint Run)? resume)
    {
        (_loop, _recipe, _heldOut, _options) = (loop, recipe, heldOut, options);
        (_resumePath, _run) = (resume?.Path, resume?.Run);
    }

    /// <summary>Runs to the end, from the resume point if there is one.</summary>
    /// <returns>The record of the whole run; what was skipped is the caller's to add.</returns>
    /// <exception cref="AmuroException">A loss is not finite, or a resume point cannot be used or written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled between two steps, the resume point written.</exception>
    public TrainingRun Run(CancellationToken cancellationToken)
    {
        Resume();
        try
        {
            Train(cancellationToken);
        }
        catch (AmuroException error) when (_savedStep > 0)
        {
            throw new AmuroException(string.Create(
                CultureInfo.InvariantCulture, $"{error.Message}; the resume point of step {_savedStep} is kept: {_resumePath}"), error);
        }

        TrainingRun run = new(_steps, []) { Evaluations = _evaluations, StoppedEarly = !_loop.IsFinished };
        if (_best is not null && run.BestStep != _loop.StepsDone)
        {
            Fill(_loop.State[TrainingLoop.Weights], _best);
            _loop.ContinueAfter(_loop.StepsDone);
        }

        return run;
    }

    public void Dispose() => _best?.Dispose();

    private bool IsMeasurementDue =>
        _heldOut.Count > 0
        && _evaluations.LastOrDefault()?.Step != _loop.StepsDone
        && (_loop.StepsDone % (_recipe.EvaluateEvery ?? int.MaxValue) == 0 || _loop.IsFinished);

    // Follows from the measurements alone, so a resumed run knows it too.
    private bool HasLostPatience =>
        _recipe.Patience is { } patience
        && _evaluations.Count > 0
        && _evaluations.Count - 1 - _evaluations.IndexOf(_evaluations.MinBy(e => e.Loss)!) >= patience;

    private void Train(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (!_loop.IsFinished && cancellationToken.IsCancellationRequested)
            {
                Save();
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (IsMeasurementDue)
            {
                Measure();
            }

            if (_loop.IsFinished || HasLostPatience)
            {
                return;
            }

            if (_loop.StepsDone % _recipe.SaveEvery == 0)
            {
                Save();
            }

            _steps.Add(_loop.Next());
            _options.Progress?.Report(_steps[^1]);
        }
    }

    private void Measure()
    {
        double loss = HeldOutLoss.PerToken(_loop.Compute, _heldOut, _recipe.CompletionOnlyLoss);
        if (!double.IsFinite(loss))
        {
            throw new AmuroException(string.Create(
                CultureInfo.InvariantCulture,
                $"Held-out loss after training step {_loop.StepsDone}: expected a finite number, found {loss}; the model has the weights of that step"));
        }

        bool isBest = _evaluations.All(e => loss < e.Loss);
        _evaluations.Add(new HeldOutEvaluation(_loop.StepsDone, loss));
        if (_recipe.KeepBest && isBest)
        {
            _best ??= EmptyBest();
            Fill(_best, _loop.State[TrainingLoop.Weights]);
        }

        _options.EvaluationProgress?.Report(_evaluations[^1]);
    }

    private void Resume()
    {
        if (_resumePath is null)
        {
            return;
        }

        using ResumePoint? point = ResumePoint.Open(_resumePath);
        if (point is null)
        {
            return;
        }

        IReadOnlyList<string> differences = point.Record.Run.Differences(_run!);
        if (differences.Count > 0)
        {
            throw new AmuroException(
                $"Resume point {_resumePath}: expected one of the same run, found another: this run has {string.Join("; ", differences)}; use another folder, or delete the file to start anew.");
        }

        Dictionary<string, Tensor> state = new(_loop.State);
        if (point.Has(BestWeights))
        {
            state.Add(BestWeights, _best = EmptyBest());
        }

        point.Restore(state);
        _steps.AddRange(point.Record.Steps);
        _evaluations.AddRange(point.Record.Evaluations);
        _savedStep = point.Record.Step;
        _loop.ContinueAfter(point.Record.Step);
    }

    private void Save()
    {
        if (_resumePath is null || _loop.StepsDone == _savedStep)
        {
            return;
        }

        CheckWeights();
        Dictionary<string, Tensor> state = new(_loop.State);
        if (_best is not null)
        {
            state.Add(BestWeights, _best);
        }

        ResumePoint.Save(_resumePath, new ResumeRecord(_run!, _loop.StepsDone, _steps, _evaluations), state);
        _savedStep = _loop.StepsDone;
    }

    // A resume point of broken weights would replace the last good one.
    private void CheckWeights()
    {
        using DisposeScope scope = NewDisposeScope();
        if (!_loop.State[TrainingLoop.Weights].isfinite().all().item<bool>())
        {
            throw new AmuroException(string.Create(
                CultureInfo.InvariantCulture, $"Training step {_loop.StepsDone}: expected finite weights, found others after the update"));
        }
    }

    private Tensor EmptyBest() => empty_like(_loop.State[TrainingLoop.Weights]).DetachFromDisposeScope();

    private static void Fill(Tensor target, Tensor source)
    {
        using IDisposable none = no_grad();
        using DisposeScope scope = NewDisposeScope();
        target.copy_(source);
    }
}
