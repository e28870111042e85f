using Amuro.Training;
using FsCheck.Xunit;

namespace Amuro.Tests.Training;

public class TrainingPlanTests
{
    [Property(MaxTest = 200)]
    public void Batches_in_tokens_take_every_example_in_order_and_as_many_as_fit(int seed)
    {
        Random random = new(seed);
        int[] lengths = [.. Enumerable.Range(0, random.Next(1, 40)).Select(_ => random.Next(1, 30))];
        TrainingRecipe recipe = new() { Epochs = 2, BatchTokens = random.Next(1, 80), MicroBatchSize = random.Next(3) == 0 ? null : random.Next(1, 5), Seed = random.Next() };

        TrainingPlan plan = TrainingPlan.Shuffled(lengths, recipe);

        int[] order = [.. TrainingPlan.Shuffled(lengths.Length, recipe with { BatchSize = 1 }).Steps.Select(s => s.Single().Single())];
        int[][] batches = [.. plan.Steps.Select(s => s.SelectMany(m => m).ToArray())];
        Assert.Equal(order, batches.SelectMany(b => b));
        Assert.All(batches, b => Assert.True(b.Length == 1 || b.Sum(i => lengths[i]) <= recipe.BatchTokens));
        Assert.All(plan.Steps, s => Assert.All(s.SkipLast(1), m => Assert.Equal(recipe.MicroBatchSize, m.Length)));
        Assert.Equal(plan.Steps.Max(s => s.Count), plan.MicroBatches);
        int[] ends = [.. batches.Select((_, i) => batches.Take(i + 1).Sum(b => b.Length))];
        Assert.Contains(lengths.Length, ends); // no batch spans two epochs
        Assert.All(
            batches.Zip(batches.Skip(1), ends).Where(b => b.Third != lengths.Length),
            b => Assert.True(b.First.Sum(i => lengths[i]) + lengths[b.Second[0]] > recipe.BatchTokens));
    }

    [Fact]
    public void Steps_go_on_over_as_many_epochs_as_needed()
    {
        TrainingPlan plan = TrainingPlan.Shuffled(5, new TrainingRecipe { Steps = 7, BatchSize = 2 });

        Assert.Equal([2, 2, 1, 2, 2, 1, 2], plan.Steps.Select(s => s.Sum(m => m.Length)));
        Assert.Equal(Enumerable.Range(0, 5), plan.Steps.Take(3).SelectMany(s => s.SelectMany(m => m)).Order());
    }

    [Theory]
    [InlineData(8, 3, 3)]
    [InlineData(8, null, 1)]
    [InlineData(8, 20, 1)]
    public void The_usual_number_of_micro_batches_is_that_of_a_full_batch(int batch, int? micro, int expected) =>
        Assert.Equal(expected, TrainingPlan.Shuffled(2, new TrainingRecipe { BatchSize = batch, MicroBatchSize = micro }).MicroBatches);
}
