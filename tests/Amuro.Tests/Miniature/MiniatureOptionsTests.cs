using Amuro.Miniature;
using Mini = Amuro.Miniature.Miniature;

namespace Amuro.Tests.Miniature;

public class MiniatureOptionsTests
{
    [Fact]
    public void DefaultsAreTheTriedDesign()
    {
        MiniatureOptions options = MiniatureOptions.Default;
        Assert.Equal<int>([0, 100, 200, 300, 450, 600, 850, 1200], options.CheckpointSteps);
        Assert.Equal((0, 1200, 32, 64), (options.Seed, options.Steps, options.BatchSize, options.SequenceLength));
        Assert.Equal((64, 4, 4, 192), (options.HiddenSize, options.Layers, options.Heads, options.IntermediateSize));
        Assert.Equal((3e-3, 1e-3), (options.LearningRate, options.FineTuningLearningRate));
        Assert.Equal((1280, 4, 144), (options.TrainingItems, options.FineTuningEpochs, options.EvaluationItems));
        Assert.Empty(options.Validate());
        Assert.Empty(MiniatureOptions.Quick.Validate());
    }

    [Fact]
    public void AllMistakesAreReportedAtOnce()
    {
        MiniatureOptions wrong = MiniatureOptions.Default with
        {
            Steps = 10,
            CheckpointSteps = [0, 5, 5],
            SequenceLength = 32,
            Heads = 3,
            LearningRate = double.NaN,
            TrainingItems = 1,
            EvaluationItems = 4,
            Layers = 0,
        };
        Assert.Equal(7, wrong.Validate().Count);
        string message = Assert.Throws<AmuroException>(() => new Mini(wrong)).Message;
        Assert.All(["Layers", "SequenceLength", "Heads", "LearningRate", "TrainingItems", "EvaluationItems", "CheckpointSteps"],
            name => Assert.Contains($"MiniatureOptions.{name}: expected ", message));
        Assert.Contains("found 0, 5, 5", message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void EqualOptionsHaveEqualTextInEveryCulture()
    {
        MiniatureOptions one = MiniatureOptions.Default with { CheckpointSteps = [0, 1200] };
        MiniatureOptions other = MiniatureOptions.Default with { CheckpointSteps = [0, 1200] };
        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.NotEqual(one, one with { Seed = 1 });
        Assert.NotEqual(one, one with { FineTuningEpochs = 5 });
        string text = one.ToText();
        using InCulture german = new("de-DE");
        Assert.Equal(text, other.ToText());
    }
}
