using Amuro.Models;

namespace Amuro.Training;

/// <summary>The record of a finished fine-tuning run.</summary>
/// <param name="Steps">Every optimiser step, in order, those before a resume included.</param>
/// <param name="Skipped">Ids of the examples that were left out because they have no token to learn, mostly because truncation cut off all their labels.</param>
public sealed record TrainingRun(IReadOnlyList<TrainingStep> Steps, IReadOnlyList<string> Skipped)
{
    /// <summary>Number of examples that were longer than the maximum and were cut, the skipped ones included.</summary>
    public int Truncated { get; init; }

    /// <summary>Every measurement on held-out examples, in order; empty if there were no such examples.</summary>
    public IReadOnlyList<HeldOutEvaluation> Evaluations { get; init; } = [];

    /// <summary>
    /// The step with the lowest held-out loss, the first of equals; 0 is the model before training, null: nothing was measured.
    /// Under <see cref="TrainingRecipe.KeepBest"/> the model has the weights of this step.
    /// </summary>
    public int? BestStep => Evaluations.MinBy(e => e.Loss)?.Step;

    /// <summary>Whether <see cref="TrainingRecipe.Patience"/> ended the run before its last step.</summary>
    public bool StoppedEarly { get; init; }

    /// <summary>What was trained in place of the weights under <see cref="TrainingRecipe.Lora"/>, to be saved or trained on; otherwise null.</summary>
    public LoraAdapter? Adapter { get; init; }
}
