using TorchSharp;

namespace Amuro.Training;

/// <summary>Which examples, by index, go into which optimiser step, in order.</summary>
/// <param name="Steps">Per step its micro-batches, per micro-batch the indices of its examples.</param>
/// <param name="MicroBatches">Number of micro-batches of a step that is not short, for <see cref="LossNormalisation.MeanOfMeansNominal"/>.</param>
internal sealed record TrainingPlan(IReadOnlyList<IReadOnlyList<int[]>> Steps, int MicroBatches)
{
    /// <summary>A plan whose longest step is one that is not short.</summary>
    public TrainingPlan(IReadOnlyList<IReadOnlyList<int[]>> steps)
        : this(steps, steps.Max(s => s.Count))
    {
    }

    /// <summary>As the other one, for batches that are counted in sequences.</summary>
    public static TrainingPlan Shuffled(int examples, TrainingRecipe recipe) =>
        Shuffled(new int[examples], recipe with { BatchTokens = null });

    /// <summary>
    /// Epoch e takes the order of <c>torch.randperm</c> under the seed + e, as Hugging Face's Trainer does; the last batch
    /// of an epoch may be short and is never carried over.
    /// </summary>
    /// <param name="lengths">Number of tokens of each example.</param>
    /// <param name="recipe">The recipe.</param>
    public static TrainingPlan Shuffled(IReadOnlyList<int> lengths, TrainingRecipe recipe)
    {
        List<IReadOnlyList<int[]>> steps = [];
        for (int epoch = 0; recipe.Steps is { } total ? steps.Count < total : epoch < recipe.Epochs; epoch++)
        {
            int[] order = Permutation(lengths.Count, unchecked(recipe.Seed + epoch));
            steps.AddRange(Batches(order, lengths, recipe).Take((recipe.Steps ?? int.MaxValue) - steps.Count)
                .Select(batch => (IReadOnlyList<int[]>)[.. batch.Chunk(recipe.MicroBatchSize ?? batch.Length)]));
        }

        return recipe.BatchTokens is null
            ? new TrainingPlan(steps, (recipe.BatchSize + (recipe.MicroBatchSize ?? recipe.BatchSize) - 1) / (recipe.MicroBatchSize ?? recipe.BatchSize))
            : new TrainingPlan(steps);
    }

    private static IEnumerable<int[]> Batches(int[] order, IReadOnlyList<int> lengths, TrainingRecipe recipe)
    {
        if (recipe.BatchTokens is not { } most)
        {
            foreach (int[] batch in order.Chunk(recipe.BatchSize))
            {
                yield return batch;
            }

            yield break;
        }

        for (int start = 0, end; start < order.Length; start = end)
        {
            int tokens = lengths[order[start]];
            for (end = start + 1; end < order.Length && tokens + lengths[order[end]] <= most; end++)
            {
                tokens += lengths[order[end]];
            }

            yield return order[start..end];
        }
    }

    private static int[] Permutation(int count, int seed)
    {
        using var generator = new torch.Generator((ulong)seed, torch.CPU);
        using var order = torch.randperm(count, dtype: torch.int64, device: torch.CPU, generator: generator);
        return [.. order.data<long>().Select(i => (int)i)];
    }
}
