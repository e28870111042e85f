using Amuro.Tasks;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Amuro.Tests.Tasks;

public sealed class FewShotTests
{
    private static readonly PromptFormat s_format = Sample.Format();

    [Property(MaxTest = 50)]
    public Property The_block_does_not_depend_on_the_order_of_the_pool(int seed, PositiveInt rotation)
    {
        TaskDefinition task = Sample.Task();
        int turn = rotation.Get % task.Training.Count;
        TaskDefinition turned = task with { Training = [.. task.Training.Skip(turn).Reverse(), .. task.Training.Take(turn)] };
        FewShot shots = FewShot.Default.WithCount(5).WithSeed(seed);
        return shots.Select(task, s_format).Select(e => e.Id).SequenceEqual(shots.Select(turned, s_format).Select(e => e.Id)).ToProperty();
    }

    [Fact]
    public void Seed_task_and_format_each_change_the_block()
    {
        TaskDefinition task = Sample.Task();
        FewShot shots = FewShot.Default.WithCount(6);
        string[] blocks =
        [
            Ids(shots.Select(task, s_format)),
            Ids(shots.WithSeed(1).Select(task, s_format)),
            Ids(shots.Select(task with { Name = "other" }, s_format)),
            Ids(shots.Select(task, s_format with { Name = "io" })),
        ];
        Assert.Equal(4, blocks.Distinct().Count());
        Assert.Equal(blocks[0], Ids(shots.Select(task, s_format)));
        // A smaller block is the start of a larger one.
        Assert.StartsWith(Ids(FewShot.Default.WithCount(2).Select(task, s_format)), blocks[0], StringComparison.Ordinal);
    }

    [Property(MaxTest = 50)]
    public void Items_to_evaluate_and_their_duplicates_are_never_taken(int seed)
    {
        TaskDefinition task = Sample.Task(pool: 6, evaluation: 4);
        task = task with { ShotPool = [.. task.Training, .. task.Training, .. task.Evaluation, Sample.Item("copy", "eval 1", gold: 1)] };
        IReadOnlyList<Example> block = FewShot.Default.WithCount(6).WithSeed(seed).Select(task, s_format);
        Assert.Equal(["t0", "t1", "t2", "t3", "t4", "t5"], block.Select(item => item.Id).Order());
    }

    [Fact]
    public void A_pool_that_is_too_small_is_refused()
    {
        TaskDefinition task = Sample.Task(pool: 2) with { Name = "rte" };
        AmuroException error = Assert.Throws<AmuroException>(() => FewShot.Default.WithCount(3).Select(task, s_format));
        Assert.Equal("task 'rte', format 'default': expected at least 3 entries in ShotPool that are no items of Evaluation, found 2 among 2", error.Message);
        Assert.Throws<AmuroException>(() => FewShot.Default.WithCount(-1));
        Assert.Empty(FewShot.Default.Select(task, s_format));
    }

    [Property(MaxTest = 50)]
    public void Balanced_blocks_have_as_many_of_each_label(int seed)
    {
        IReadOnlyList<Example> block = FewShot.Default.WithCount(8).WithSeed(seed).WithBalanced().Select(Sample.Task(), s_format);
        Assert.Equal(8, block.DistinctBy(item => item.Id).Count());
        Assert.Equal(4, block.Count(item => item.Gold == 0));
    }

    [Fact]
    public void Balanced_blocks_do_not_put_the_labels_in_a_fixed_order()
    {
        IEnumerable<string> orders = Enumerable.Range(0, 30)
            .Select(seed => FewShot.Default.WithCount(4).WithSeed(seed).WithBalanced().Select(Sample.Task(), s_format))
            .Select(block => string.Concat(block.Select(item => item.Gold)));
        Assert.True(orders.Distinct().Count() >= 4);
    }

    private static string Ids(IEnumerable<Example> items) => string.Join(' ', items.Select(item => item.Id));
}
