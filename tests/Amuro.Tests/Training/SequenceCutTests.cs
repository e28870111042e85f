using System.Collections.Immutable;
using Amuro.Training;
using FsCheck.Xunit;

namespace Amuro.Tests.Training;

public class SequenceCutTests
{
    [Fact]
    public void The_end_goes_first_by_default()
    {
        TrainingExample cut = SequenceCut.To(new TrainingExample("a", [1, 2, 3, 4], [5, 6]), 5, Truncation.End);

        Assert.Equal(new TrainingExample("a", [1, 2, 3, 4], [5]), cut);
    }

    [Fact]
    public void The_start_of_the_prompt_goes_first_on_demand()
    {
        TrainingExample cut = SequenceCut.To(new TrainingExample("a", [1, 2, 3, 4], [5, 6]), 4, Truncation.Start);

        Assert.Equal(new TrainingExample("a", [3, 4], [5, 6]), cut);
    }

    [Fact]
    public void One_token_of_the_prompt_stays_to_predict_the_first_label()
    {
        TrainingExample cut = SequenceCut.To(new TrainingExample("a", [1, 2, 3], [5, 6, 7, 8]), 4, Truncation.Start);

        Assert.Equal(new TrainingExample("a", [3], [5, 6, 7]), cut);
    }

    [Property(MaxTest = 300)]
    public void A_cut_keeps_a_piece_and_the_start_never_costs_more_labels_than_the_end(int seed)
    {
        Random random = new(seed);
        ImmutableArray<int> tokens = [.. Enumerable.Range(0, random.Next(1, 20))];
        // Turns, some read and some learned.
        bool learned = random.Next(2) == 0;
        TrainingExample example = TrainingExample.FromMask("a", tokens, [.. tokens.Select(_ => learned ^= random.Next(4) == 0)]);
        int most = random.Next(2, 20);

        TrainingExample end = SequenceCut.To(example, most, Truncation.End), start = SequenceCut.To(example, most, Truncation.Start);

        foreach (TrainingExample cut in new[] { end, start })
        {
            Assert.Equal(Math.Min(most, example.Length), cut.Length);
            // The tokens are numbered, so the first one says where the piece comes from.
            int from = cut.Tokens[0];
            Assert.Equal(example.Tokens.Skip(from).Take(cut.Length), cut.Tokens);
            Assert.Equal(example.Learned.Skip(from).Take(cut.Length), cut.Learned);
        }

        Assert.Equal(0, end.Tokens[0]);
        Assert.True(MicroBatch.LabelCount(start, completionOnly: true) >= MicroBatch.LabelCount(end, completionOnly: true));
        int first = example.Learned.IndexOf(true), last = example.Learned.LastIndexOf(true);
        if (first > 0 && last - first + 2 <= most)
        {
            Assert.Equal(example.Learned.Count(l => l), MicroBatch.LabelCount(start, completionOnly: true));
        }
    }
}
