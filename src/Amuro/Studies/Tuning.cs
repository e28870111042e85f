using Amuro.Tasks;
using Amuro.Training;

namespace Amuro.Studies;

/// <summary>A training task of a study, its recipe, and the name under which the tables keep it.</summary>
internal sealed record Tuning(string Name, FineTuner Tuner, TaskDefinition On)
{
    /// <summary>What is trained with a seed. An adapter is always merged: without that a study would evaluate the model it began with.</summary>
    public TrainingRecipe Recipe(int seed) => Tuner.Recipe with
    {
        Seed = seed,
        Lora = Tuner.Recipe.Lora is { } lora ? lora with { Merge = true } : null,
    };

    /// <summary>Whether an adapter is all that has to be kept of a fine-tuned model.</summary>
    public bool TrainsAdapter => Tuner.Recipe.Lora is not null;
}
