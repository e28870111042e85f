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

    [Property(MaxTest = 50)]
    public void Balanced_counts_differ_by_one_at_most(int seed, PositiveInt count, bool perItem)
    {
        FewShot shots = FewShot.Default.WithCount(1 + (count.Get % 12)).WithSeed(seed).WithBalanced().WithPerItem(perItem);
        TaskDefinition task = Sample.Task(pool: 60, evaluation: 3);
        Assert.All(shots.SelectForItems(task, s_format), block =>
        {
            Assert.Equal(shots.Count, block.Count);
            Assert.InRange(block.Count(e => e.Gold == 0) - block.Count(e => e.Gold == 1), -1, 1);
        });
    }

    [Property(MaxTest = 50)]
    public void No_item_is_shown_itself_or_what_reads_like_it(int seed)
    {
        // The pool holds each item with other spaces, other letters and a wide form of them.
        TaskDefinition task = Sample.Task(pool: 8, evaluation: 4);
        task = task with
        {
            ShotPool = [.. task.Training, .. task.Evaluation, .. task.Evaluation.Select((e, i) => Sample.Item($"copy {e.Id}", i % 2 == 0 ? $"  EVAL\n {i}" : $"ｅval {i}"))],
        };
        FewShot shots = FewShot.Default.WithCount(8).WithSeed(seed);
        Assert.All(shots.Select(task, s_format), entry => Assert.StartsWith("t", entry.Id, StringComparison.Ordinal));
        IReadOnlyList<IReadOnlyList<Example>> blocks = shots.WithPerItem().SelectForItems(task, s_format);
        Assert.All(task.Evaluation.Zip(blocks), pair => Assert.DoesNotContain(pair.Second, e => e.Id == pair.First.Id || e.Id == $"copy {pair.First.Id}"));
        Assert.All(blocks, block => Assert.Equal(8, block.DistinctBy(e => e.Id).Count()));
        Assert.All(blocks, block => Assert.Equal(8, block.DistinctBy(e => NormalText.Of(e.Fields["text"])).Count()));
    }

    [Fact]
    public void Blocks_of_items_hang_on_seed_task_and_item_alone()
    {
        TaskDefinition task = Sample.Task();
        FewShot shots = FewShot.Default.WithCount(4).WithPerItem();
        string[] blocks = [.. shots.SelectForItems(task, s_format).Select(Ids)];
        Assert.Equal(12, blocks.Distinct().Count());
        Assert.Equal(blocks, shots.SelectForItems(task, s_format with { Name = "io", Template = "{text}" }).Select(Ids));
        Assert.Equal(blocks[3..], shots.SelectForItems(task with { Training = [.. task.Training.Reverse()], Evaluation = [.. task.Evaluation.Skip(3)] }, s_format).Select(Ids));
        Assert.NotEqual(blocks, shots.WithSeed(1).SelectForItems(task, s_format).Select(Ids));
        Assert.NotEqual(blocks, shots.SelectForItems(task with { Name = "other" }, s_format).Select(Ids));
        Assert.Throws<AmuroException>(() => shots.Select(task, s_format));
        Assert.Single(FewShot.Default.WithCount(4).SelectForItems(task, s_format).Distinct());
        AmuroException error = Assert.Throws<AmuroException>(() => shots.SelectForItems(Sample.Task(pool: 3), s_format));
        Assert.Contains("at least 4 entries in ShotPool that are not item 'e0', found 3", error.Message, StringComparison.Ordinal);
    }

    private static string Ids(IEnumerable<Example> items) => string.Join(' ', items.Select(item => item.Id));
}
