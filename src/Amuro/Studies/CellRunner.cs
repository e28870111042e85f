using System.Diagnostics;
using Amuro.Evaluation;
using Amuro.Models;
using Amuro.Studies.Claims;
using Amuro.Tasks;
using Amuro.Tokenization;
using Amuro.Training;

namespace Amuro.Studies;

/// <summary>How an attempt at a cell went.</summary>
internal enum CellOutcome
{
    /// <summary>Its results were there or are now.</summary>
    Done,

    /// <summary>Another process holds it, or has taken it over.</summary>
    Held,

    /// <summary>The weights that it needs are not there.</summary>
    Blocked,

    /// <summary>An error; the claim tells which.</summary>
    Failed,
}

/// <summary>Computes cells, one after another: claims, fine-tunes or evaluates, stores. For one thread.</summary>
internal sealed class CellRunner(StudySession session, bool reuse, Action<ModelState, PlannedCell, string> report) : IDisposable
{
    private readonly Study _study = session.Study;
    private readonly StudyStore _store = session.Store;
    private readonly CellModels _models = new(session.Study, session.Store, reuse);

    /// <summary>Computes one cell unless it is done or somebody else is at it.</summary>
    /// <param name="state">The model state that the cell is of.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="attempt">See <see cref="ClaimBoard.TryClaim"/>.</param>
    /// <param name="cancellationToken">Stops it; what training has done is kept.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="AmuroException">The folder is full or cannot be written.</exception>
    public CellOutcome Run(ModelState state, PlannedCell cell, int? attempt, CancellationToken cancellationToken)
    {
        if (session.IsDone(state, cell))
        {
            return CellOutcome.Done;
        }

        if (cell.Stage == CellStage.Evaluate && state.Tuning is not null && !_models.Has(state) && !_store.HasModel(state))
        {
            return CellOutcome.Blocked;
        }

        using Claim? claim = session.Claim(cell.Id, attempt);
        if (claim is null)
        {
            return CellOutcome.Held;
        }

        // Somebody may have finished it between the look and the claim.
        if (session.IsDone(state, cell))
        {
            claim.End(new ClaimEnd(ClaimOutcome.Done));
            return CellOutcome.Done;
        }

        return Compute(state, cell, claim, cancellationToken);
    }

    public void Dispose() => _models.Dispose();

    private CellOutcome Compute(ModelState state, PlannedCell cell, Claim claim, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, claim.Lost);
        using Activity? activity = StudyTelemetry.Start(cell);
        Stopwatch clock = Stopwatch.StartNew();
        try
        {
            claim.Log($"{cell.Description}: attempt {claim.Attempt} by {ProcessIdentity.Current}");
            long tokens = cell.Stage == CellStage.FineTune
                ? FineTune(state, cell, claim, stop.Token)
                : Evaluate(state, cell, claim, stop.Token);
            CellWork work = new(cell.Stage, _study.Device.Type.ToString(), Environment.MachineName, clock.Elapsed.TotalSeconds, cell.Estimate.Flops);
            StudyTelemetry.Count(work, tokens);
            claim.End(new ClaimEnd(ClaimOutcome.Done, Work: work));
            return CellOutcome.Done;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException) when (claim.Lost.IsCancellationRequested)
        {
            claim.Log("another attempt has taken this one's place");
            return CellOutcome.Held;
        }
        catch (Exception) when (session.IsDone(state, cell))
        {
            // Another process finished it, and tidied up, while this one was at it.
            return CellOutcome.Done;
        }
        catch (Exception e)
        {
            claim.Log(e.ToString());
            claim.End(new ClaimEnd(ClaimOutcome.Failed, e.Message, Transient.Is(e)));
            activity?.SetStatus(ActivityStatusCode.Error, e.Message);
            if (Transient.IsFull(e))
            {
                throw new AmuroException($"Study folder '{_store.Folder}': expected room for the results of {cell.Description}, found none: {e.Message}", e);
            }

            return CellOutcome.Failed;
        }
    }

    private long FineTune(ModelState state, PlannedCell cell, Claim claim, CancellationToken cancellationToken)
    {
        string run = _store.RunFolder(state, claim.Attempt);
        AdoptResumePoint(state, claim);
        HuggingFaceTokenizer tokenizer = session.Tasks.TokenizerOf(state.Checkpoint);
        DecoderModel model = _models.Fresh(state);
        try
        {
            TrainingOptions options = new() { Folder = run, Progress = new StepReporter(text => Tell(state, cell, claim, text)) };
            TrainingRun trained = new FineTuner(state.Tuning!.Recipe(state.Seed)).FineTune(model, tokenizer, state.Tuning.On, options, cancellationToken);
            claim.ThrowIfSuperseded();
            _store.WriteTraining(state, new TrainingRecord(trained.Steps, trained.Evaluations, trained.Skipped, trained.Truncated, ModelHash.Of(model)));
            Save(state, model, tokenizer, trained);
            _store.DropRuns(state);
            _models.Keep(state, model);
            return trained.Steps.Sum(s => (long)s.Tokens);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    // The first to be there stays: one that comes late is the same.
    private void Save(ModelState state, DecoderModel model, HuggingFaceTokenizer tokenizer, TrainingRun trained)
    {
        string folder = _store.ModelFolder(state), temporary = $"{folder}.{Guid.NewGuid():N}.tmp";
        if (state.KeepsAdapter)
        {
            trained.Adapter!.Save(temporary, state.Checkpoint.Folder);
        }
        else
        {
            model.Save(temporary);
        }

        tokenizer.Save(temporary);
        StudyTelemetry.CountBytes(new DirectoryInfo(temporary).EnumerateFiles().Sum(f => f.Length));
        try
        {
            Directory.Move(temporary, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            Directory.Delete(temporary, recursive: true);
        }
    }

    private long Evaluate(ModelState state, PlannedCell cell, Claim claim, CancellationToken cancellationToken)
    {
        EvaluationCell evaluation = state.Evaluations.First(e => e.Planned.Id == cell.Id);
        DecoderModel model = _models.Of(state);
        foreach ((PromptFormat format, string key) in evaluation.Results.Where(r => !_store.Has(state, r.Key)))
        {
            PreparedTask task = session.Tasks.Of(state.Checkpoint, evaluation.Task, format);
            TaskEvaluation found = _study.Evaluator.Evaluate(model, task, cancellationToken);
            claim.ThrowIfSuperseded();
            _store.Write(state, key, EvaluationTables.Of(state, found));
        }

        Tell(state, cell, claim, $"evaluated {evaluation.Task.Name}");
        if (state.Tuning is not null && !state.StaysInStore && session.IsEvaluated(state))
        {
            _store.DropModel(state);
        }

        return cell.Estimate.Tokens;
    }

    // Of the latest attempt that has one: its process is dead or has been superseded.
    private void AdoptResumePoint(ModelState state, Claim claim)
    {
        string own = Path.Combine(_store.RunFolder(state, claim.Attempt), RunFolder.ResumeName);
        for (int earlier = claim.Attempt - 1; earlier > 0 && !File.Exists(own); earlier--)
        {
            string point = Path.Combine(_store.RunFolder(state, earlier), RunFolder.ResumeName);
            if (File.Exists(point))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(own)!);
                File.Move(point, own);
                claim.Log(FormattableString.Invariant($"going on from the resume point of attempt {earlier}"));
            }
        }
    }

    private void Tell(ModelState state, PlannedCell cell, Claim claim, string text)
    {
        claim.Log(text);
        report(state, cell, text);
    }

    private sealed class StepReporter(Action<string> report) : IProgress<TrainingStep>
    {
        public void Report(TrainingStep value)
        {
            if (value.Step == value.TotalSteps || value.Step % 20 == 0)
            {
                report(FormattableString.Invariant($"trained {value.Step}/{value.TotalSteps}, loss {value.Loss:0.000}"));
            }
        }
    }
}
