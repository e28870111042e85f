using Amuro.Evaluation;
using Amuro.Models;
using Amuro.Tasks;
using Amuro.Tests.Tasks;
using Amuro.Tokenization;

namespace Amuro.Tests.Evaluation;

/// <summary>Worked examples that do not fit are dropped whole, and counted.</summary>
public sealed class PreparedTaskTests
{
    private static readonly TaskDefinition s_task = Sample.Task(pool: 20, evaluation: 6);

    [Theory]
    [InlineData(TaskKind.MultipleChoice)]
    [InlineData(TaskKind.Generation)]
    public void What_does_not_fit_is_dropped_from_the_end_of_the_block(TaskKind kind)
    {
        TaskDefinition task = s_task with
        {
            Kind = kind,
            MaxNewTokens = 7,
            Evaluation = [.. s_task.Evaluation.Select((e, i) => i == 2 ? Sample.Item("long", string.Concat(Enumerable.Repeat("word ", 30))) : e)],
        };
        PreparedTask whole = PreparedTask.From(EvaluationGoldens.LoadTokenizer(), task, task.Formats[0], FewShot.Default.WithCount(5));
        int[] lengths = [.. whole.Items.Select(item => Length(item, task))];
        int limit = lengths.Max() - 1;

        PreparedTask fitted = whole.FitTo(limit);

        Assert.Equal([0, 0, 1, 0, 0, 0], fitted.Items.Select(item => item.DroppedShots > 0 ? 1 : 0));
        PreparedItem cut = fitted.Items[2];
        Assert.Equal(5 - cut.DroppedShots, cut.Shots.Count);
        Assert.Equal(whole.Items[2].Shots.Take(cut.Shots.Count), cut.Shots);
        Assert.Equal(task.Formats[0].RenderPrompt(cut.Example, cut.Shots), cut.Prompt);
        Assert.True(Length(cut, task) <= limit);
        Assert.Same(whole, whole.FitTo(limit + 1));
        Assert.Equal([5, 5, 5, 5, 5, 5], whole.FitTo(1).Items.Select(item => item.DroppedShots));
        Assert.Same(whole.Items[0], fitted.Items[0]);
    }

    [Fact]
    public void The_count_is_in_the_result_and_nothing_is_cut_that_could_be_dropped()
    {
        using DecoderModel model = EvaluationGoldens.LoadModel();
        HuggingFaceTokenizer tokenizer = EvaluationGoldens.LoadTokenizer();
        TaskDefinition task = Sample.Task(pool: 200, evaluation: 3);
        TaskEvaluation result = Evaluator.Default.WithShots(150).Evaluate(model, tokenizer, task, task.Formats[0]);
        Assert.All(result.Items, item => Assert.True(item.DroppedShots is > 0 and < 150 && !item.Truncated));
        Assert.Equal(result.Items.Sum(item => item.DroppedShots), result.DroppedShots);
        Assert.Equal(0, Evaluator.Default.WithShots(2).Evaluate(model, tokenizer, task, task.Formats[0]).DroppedShots);
    }

    private static int Length(PreparedItem item, TaskDefinition task) => task.Kind == TaskKind.Generation
        ? item.PromptIds.Length + task.MaxNewTokens
        : item.Requests.Max(r => r.Context.Length + r.Continuation.Length - 1);
}
