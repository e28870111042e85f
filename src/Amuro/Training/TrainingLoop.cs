using System.Globalization;
using Amuro.Models;
using Amuro.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Training;

/// <summary>
/// The one training loop: fine-tuning and the pre-training of the miniature both run here. The model given holds the
/// float32 weights; under <see cref="Precision.BFloat16"/> a bfloat16 twin computes and is refreshed after every step.
/// </summary>
internal sealed class TrainingLoop : IDisposable
{
    /// <summary>Name of the weights in <see cref="State"/>.</summary>
    public const string Weights = "weights";

    private readonly Trainable _trained;
    private readonly TrainingRecipe _recipe;
    private readonly MicroBatchQueue _batches;
    private readonly TrainingPlan _plan;
    private readonly AdamW _optimiser;
    private readonly int _warmup;

    /// <summary>Prepares a run; the model is changed only by <see cref="Next"/>.</summary>
    public TrainingLoop(DecoderModel model, TrainingRecipe recipe, IReadOnlyList<TrainingExample> examples, TrainingPlan plan)
    {
        _recipe = recipe;
        _batches = new MicroBatchQueue(plan, examples, recipe.CompletionOnlyLoss);
        _plan = plan;
        _warmup = recipe.WarmupOf(plan.Steps.Count);
        _trained = Trainable.Of(model, recipe);
        _optimiser = new AdamW(_trained.Master, _trained.Ranges, recipe);
    }

    /// <summary>Number of optimiser steps done.</summary>
    public int StepsDone { get; private set; }

    /// <summary>Whether every step of the plan is done.</summary>
    public bool IsFinished => StepsDone >= _plan.Steps.Count;

    /// <summary>Does one optimiser step.</summary>
    /// <returns>What it did.</returns>
    /// <exception cref="AmuroException">The loss or the gradient is not finite; the weights are those before this step.</exception>
    public TrainingStep Next()
    {
        using var scope = NewDisposeScope();
        MicroBatch[] microBatches = _batches.Take(StepsDone);
        int labels = microBatches.Sum(m => m.Labels);
        _trained.BeginStep(microBatches.Length);
        Tensor loss = zeros(1, float64, _trained.Compute.Device);
        foreach (MicroBatch microBatch in microBatches)
        {
            // One without labels counts as a micro-batch, but adds nothing.
            if (microBatch.Labels > 0)
            {
                double divisor = Divisor(microBatch, microBatches.Length, labels);
                loss.add_(LanguageModelingLoss.Backward(_trained.Compute, microBatch, divisor, _recipe.ActivationCheckpointing), Scalars.One);
                _trained.CollectGradient();
            }
        }

        StepClock.Mark(StepPhase.Optimiser);
        using var _ = no_grad();
        double lossValue = loss.item<double>();
        double norm = _optimiser.Norm(_trained.Gradient);
        if (!double.IsFinite(lossValue) || !double.IsFinite(norm))
        {
            throw NotFinite(lossValue, norm, microBatches);
        }

        int total = _plan.Steps.Count;
        double rate = _recipe.LearningRate * _recipe.Schedule.Factor(StepsDone, total, _warmup);
        StepsDone++;
        double scale = Math.Min(1, _recipe.MaxGradientNorm / (norm + 1e-6));
        _optimiser.Step(_trained.Gradient, scale, StepsDone, rate, _trained.Copy);
        StepClock.Mark(StepPhase.Data);
        return new TrainingStep(StepsDone, total, lossValue, rate, norm, labels, microBatches.Sum(m => m.Tokens));
    }

    /// <summary>The model that computes, with the weights of now: for measurements between two steps. Owned by the loop.</summary>
    public DecoderModel Compute => _trained.Compute;

    /// <summary>
    /// Everything that the next step depends on but the examples and the step's number, by name, for a resume point: the
    /// float32 weights that are trained (<see cref="Weights"/>) and the optimiser's moments. Owned by the loop.
    /// </summary>
    public IReadOnlyDictionary<string, Tensor> State => new Dictionary<string, Tensor>
    {
        [Weights] = _trained.Master,
        ["first_moment"] = _optimiser.FirstMoment,
        ["second_moment"] = _optimiser.SecondMoment,
    };

    /// <summary>Goes on after a number of steps, once <see cref="State"/> has been filled with what it was at that moment.</summary>
    /// <param name="stepsDone">Steps that were done then.</param>
    public void ContinueAfter(int stepsDone)
    {
        StepsDone = stepsDone;
        _trained.Refresh();
    }

    /// <summary>What the loop trains.</summary>
    public Trainable Trained => _trained;

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimiser.Dispose();
        _trained.Dispose();
    }

    private double Divisor(MicroBatch microBatch, int microBatches, int labels) => _recipe.Normalisation switch
    {
        LossNormalisation.MeanOfMeans => (double)microBatch.Labels * microBatches,
        LossNormalisation.MeanOfMeansNominal => (double)microBatch.Labels * _plan.MicroBatches,
        _ => labels,
    };

    private AmuroException NotFinite(double loss, double norm, MicroBatch[] microBatches)
    {
        string ids = string.Join(", ", microBatches.SelectMany(m => m.Ids).Take(16));
        return new AmuroException(string.Create(
            CultureInfo.InvariantCulture,
            $"Training step {StepsDone + 1}: expected a finite loss and gradient, found loss {loss} and gradient norm {norm}; the model has the weights of step {StepsDone}; examples {ids}"));
    }
}
