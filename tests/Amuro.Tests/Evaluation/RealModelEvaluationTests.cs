using Xunit.Abstractions;

namespace Amuro.Tests.Evaluation;

/// <summary>A real pretrained model of 135M parameters against what transformers computes.</summary>
[Trait("Category", "Slow")]
[Trait("Category", "Shared")]
public class RealModelEvaluationTests(ITestOutputHelper output)
{
    private const int Items = 20;

    [SkippableTheory]
    [InlineData("sciq_0")]
    [InlineData("rte_0")]
    [InlineData("rte_3")]
    [InlineData("openbookqa_3")]
    public void Choices_score_as_in_the_reference(string task)
    {
        using RealModelReference reference = Open();
        Deviation[] deviations = [.. reference.CompareTask(task, Items)];
        Assert.Equal(6 * Items, deviations.Length);
        AssertGood(deviations);
    }

    [SkippableFact]
    public void Chat_prompts_are_continued_as_in_the_reference()
    {
        using RealModelReference reference = Open();
        Deviation[] deviations = [.. reference.CompareGreedy()];
        // One of the six has two tokens closer than the tolerance on its way; its text may go either way from there.
        Assert.Equal(6 + 5, deviations.Length);
        AssertGood(deviations);
    }

    private static RealModelReference Open() => new(SharedData.Require("goldens/real_model"), RealModelFolder.Require("f32"));

    private void AssertGood(Deviation[] deviations)
    {
        Deviation worst = deviations.MaxBy(d => d.Ratio)!;
        output.WriteLine($"worst: {worst}");
        Assert.True(worst.Ratio <= 1, worst.ToString());
    }
}
