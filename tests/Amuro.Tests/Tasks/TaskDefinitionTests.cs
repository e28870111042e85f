using Amuro.Tasks;

namespace Amuro.Tests.Tasks;

public sealed class TaskDefinitionTests
{
    [Fact]
    public void A_good_task_passes()
    {
        Sample.Task().Validate();
        Assert.Empty(Sample.Task().FindProblems());
        Assert.Equal("acc", Sample.Task().PrimaryMetric);
        Assert.Equal("rougeL", (Sample.Task() with { Kind = TaskKind.Generation }).PrimaryMetric);
        Assert.Equal("sample", Sample.Task().Family);
    }

    [Fact]
    public void Held_out_items_are_taken_from_training_in_whole_clusters()
    {
        Example[] items = [.. Enumerable.Range(0, 30).Select(i => Sample.Item($"i{i}", $"text {i}") with { Cluster = i < 20 ? $"c{i / 4}" : "" })];
        TaskDefinition task = Sample.Task() with { Training = items };

        TaskDefinition split = task.WithHeldOut(6, seed: 3);

        Assert.InRange(split.HeldOut.Count, 6, 9);
        Assert.Equal(items.Select(i => i.Id).Order(), split.Training.Concat(split.HeldOut).Select(i => i.Id).Order());
        Assert.Empty(split.Training.Where(i => i.Cluster != "").Select(i => i.Cluster).Intersect(split.HeldOut.Select(i => i.Cluster)));
        Assert.Equal(split.HeldOut, task.WithHeldOut(6, seed: 3).HeldOut);
        Assert.NotEqual(split.HeldOut.Select(i => i.Id), task.WithHeldOut(6, seed: 4).HeldOut.Select(i => i.Id));
        foreach (int wrong in (int[])[-1, 0, 30, 31])
        {
            Assert.Contains("WithHeldOut: items: expected 1 or more", Assert.Throws<AmuroException>(() => task.WithHeldOut(wrong)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void All_problems_come_in_one_line()
    {
        TaskDefinition task = Sample.Task() with
        {
            Formats = [Sample.Format("{premise}"), Sample.Format()],
            PrimaryMetric = "accuracy",
            Training = [Sample.Item("a", "x") with { Gold = -1 }, Sample.Item("b", "y") with { Gold = 2 }],
            Evaluation = [Sample.Item("a", "x"), Sample.Item("a", "y") with { Answer = "maybe" }, Sample.Item("c", "z") with { Choices = ["yes", ""] }],
        };
        string message = Assert.Throws<AmuroException>(task.Validate).Message;
        foreach (string problem in new[]
        {
            "task 'sample', Formats: expected each name once, found 'default' 2 times",
            "task 'sample', format 'default', field 'premise': expected one of text, the fields of item 'a', found no such field, and 4 more like it",
            "task 'sample', PrimaryMetric: expected one of acc, acc_norm, acc_bytes, acc_tokens, acc_mutual_info, exact_match, f1, mcc, found 'accuracy'",
            "task 'sample', Training, Gold: expected a number from 0 to 1, found -1 (item 'a'), and 1 more like it",
            "task 'sample', Evaluation, Id: expected each name once, found 'a' again (item 'a')",
            "task 'sample', Evaluation, Answer: expected the text of the gold choice, 'yes', found 'maybe' (item 'a')",
            "task 'sample', Evaluation, Choices: expected texts, found an empty one (item 'c')",
        })
        {
            Assert.Contains(problem, message, StringComparison.Ordinal);
        }

        Assert.Equal(7, task.FindProblems().Count);
        Assert.DoesNotContain("\n", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_single_problem_is_found()
    {
        TaskDefinition good = Sample.Task();
        (TaskDefinition Task, string Problem)[] cases =
        [
            (good with { Name = " " }, "Name: expected a name"),
            (good with { Family = "" }, "Family: expected a name"),
            (good with { Formats = [] }, "Formats: expected at least one"),
            (good with { Formats = [Sample.Format(name: "")] }, "Formats: expected a name for each"),
            (good with { Formats = [Sample.Format("{text")] }, "found a lone '{'"),
            (good with { Training = [], Evaluation = [] }, "expected items here or in Training"),
            (good with { StopStrings = [""] }, "StopStrings"),
            (good with { Evaluation = [Sample.Item("", "x")] }, "Id: expected a name, found none"),
            (good with { Evaluation = [Sample.Item("1", "x") with { Choices = ["yes"] }] }, "Choices: expected two or more, found 1"),
            (good with { ShotPool = [Sample.Item("1", "x", 0) with { Gold = 5 }] }, "ShotPool, Gold: expected a number from 0 to 1, found 5"),
            (good with { Evaluation = [.. good.Evaluation.Where(item => item.Gold == 0), .. good.Training.Where(item => item.Gold == 0)] }, "expected at least two labels, found 'yes' in all 36 items"),
            (Generation() with { MaxNewTokens = 0 }, "MaxNewTokens: expected 1 or more, found 0"),
            (Generation() with { Evaluation = [Sample.Item("1", "x") with { Answer = "" }] }, "Answer: expected a reference text"),
        ];
        Assert.All(cases, one => Assert.Contains(one.Problem, Assert.Single(one.Task.FindProblems()), StringComparison.Ordinal));
    }

    [Fact]
    public void Items_in_two_splits_are_reported_but_no_mistake()
    {
        TaskDefinition task = Sample.Task();
        Assert.Empty(task.FindSharedItems());
        task = task with { HeldOut = [Sample.Item("h", "TRAIN  3")], Evaluation = [.. task.Evaluation, Sample.Item("n", " train 3"), Sample.Item("m", "train 5 ", 1)] };
        Assert.Equal(
            [new SharedItem("HeldOut", "h", "Training", "t3"), new SharedItem("Evaluation", "n", "Training", "t3"), new SharedItem("Evaluation", "m", "Training", "t5")],
            task.FindSharedItems());
        Assert.Empty(task.FindProblems());
    }

    private static TaskDefinition Generation() => Sample.Task() with { Kind = TaskKind.Generation };
}
