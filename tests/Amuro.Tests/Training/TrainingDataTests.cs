using Amuro.Models;
using Amuro.Training;

namespace Amuro.Tests.Training;

/// <summary>What is wrong with the data is said before the first step.</summary>
public class TrainingDataTests
{
    private static readonly TrainingExample Good = new("good", [1, 2], [3, 4]);

    [Fact]
    public void An_empty_dataset_is_named() => Refused(FineTuner.Default, [], "training examples: expected at least one, found none");

    [Fact]
    public void Nothing_to_learn_is_named() => Refused(
        FineTuner.Default.WithMaxLength(3),
        [new("a", [5, 6, 7], [8])],
        "expected at least one with a token to learn, found none among 1 (completion-only loss) (cut to 3 tokens)");

    [Fact]
    public void Ids_beyond_the_vocabulary_are_named() => Refused(
        FineTuner.Default,
        [Good, new("b", [5], [24]), new("c", [-1], [2])],
        "'b': expected token ids from 0 to 23 (the model's vocabulary), found 24 (and 1 more examples like it); is this the model's own tokenizer?");

    [Fact]
    public void A_sequence_longer_than_the_positions_is_named() => Refused(
        FineTuner.Default.WithMaxLength(40),
        [Good, new("long", [.. Enumerable.Repeat(1, 18)], [2])],
        "'long': expected at most 16 tokens (the model's positions), found 19; set MaxLength to 16 or less");

    [Fact]
    public void A_maximum_above_the_positions_is_fine_where_no_sequence_needs_it()
    {
        using DecoderModel model = TinyRun.Model();

        Assert.Equal(0, FineTuner.Default.WithMaxLength(40).WithSteps(1).FineTune(model, [Good]).Truncated);
    }

    [Theory]
    [InlineData(2, "order, step 2: expected indices from 0 to 1, found 2")]
    [InlineData(-1, "order, step 2: expected indices from 0 to 1, found -1")]
    public void An_order_of_examples_that_are_not_there_is_named(int index, string expected)
    {
        using DecoderModel model = TinyRun.Model();

        AmuroException error = Assert.Throws<AmuroException>(() => FineTuner.Default.FineTune(model, [Good, Good], [[[0], [1]], [[0, index]]]));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_is_reported_in_one_message() => Refused(
        FineTuner.Default.WithFrozen("no.such.*").WithBatchSize(0).WithEvaluation(null, patience: 1),
        [new("a", [99], [])],
        "BatchSize must be at least 1",
        "Patience must be null",
        "no.such.*",
        "found 99",
        "a token to learn");

    [Fact]
    public void What_was_cut_is_counted_and_what_lost_its_labels_is_listed()
    {
        using DecoderModel model = TinyRun.Model();
        TrainingExample[] examples = [Good, new("cut", [1, 2, 3], [4, 5]), new("lost", [1, 2, 3, 4], [5])];

        TrainingRun run = FineTuner.Default.WithMaxLength(4).WithEpochs(1).FineTune(model, examples);
        TrainingRun kept = FineTuner.Default.WithMaxLength(4).WithTruncation(Truncation.Start).WithEpochs(1).FineTune(model, examples);

        Assert.Equal((2, 3), (run.Truncated, run.Steps[0].LabelTokens));
        Assert.Equal(["lost"], run.Skipped);
        Assert.Equal((2, 5), (kept.Truncated, kept.Steps[0].LabelTokens));
        Assert.Empty(kept.Skipped);
    }

    private static void Refused(FineTuner tuner, TrainingExample[] examples, params string[] expected)
    {
        using DecoderModel model = TinyRun.Model();
        byte[] before = TinyRun.WeightsOf(model);

        AmuroException error = Assert.Throws<AmuroException>(() => tuner.FineTune(model, examples));

        Assert.All(expected, text => Assert.Contains(text, error.Message, StringComparison.Ordinal));
        Assert.Equal(before, TinyRun.WeightsOf(model));
    }
}
