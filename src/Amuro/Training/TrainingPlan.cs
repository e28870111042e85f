using TorchSharp;

namespace Amuro.Training;

/// <summary>Which examples, by index, go into which optimiser step, in order.</summary>
/// <param name="Steps">Per step its micro-batches, per micro-batch the indices of its examples.</param>
internal sealed record TrainingPlan(IReadOnlyList<IReadOnlyList<int[]>> Steps)
{
    /// <summary>
    /// Epoch e takes the order of <c>torch.randperm</c> under the seed + e, as Hugging Face's Trainer does; the last batch
    /// of an epoch may be short and is never carried over.
    /// </summary>
    public static TrainingPlan Shuffled(int examples, TrainingRecipe recipe)
    {
        int stepsPerEpoch = (examples + recipe.BatchSize - 1) / recipe.BatchSize;
        int total = recipe.Steps ?? (recipe.Epochs * stepsPerEpoch);
        List<IReadOnlyList<int[]>> steps = new(total);
        for (int epoch = 0; steps.Count < total; epoch++)
        {
            int[] order = Permutation(examples, recipe.Seed + epoch);
            steps.AddRange(order.Chunk(recipe.BatchSize).Take(total - steps.Count)
                .Select(batch => (IReadOnlyList<int[]>)batch.Chunk(recipe.MicroBatchSize ?? recipe.BatchSize).ToArray()));
        }

        return new TrainingPlan(steps);
    }

    private static int[] Permutation(int count, int seed)
    {
        using var generator = new torch.Generator((ulong)seed, torch.CPU);
        using var order = torch.randperm(count, dtype: torch.int64, device: torch.CPU, generator: generator);
        return [.. order.data<long>().Select(i => (int)i)];
    }
}
