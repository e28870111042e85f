using System.Collections.Immutable;
using Amuro.Training;

namespace Amuro.Tests.Training;

public class TrainingExampleTests
{
    [Fact]
    public void A_prompt_is_read_and_a_completion_is_learned()
    {
        TrainingExample example = new("a", [1, 2], [3]);

        Assert.Equal([1, 2, 3], example.Tokens.AsEnumerable());
        Assert.Equal([false, false, true], example.Learned.AsEnumerable());
        Assert.Equal("a: 3 tokens, 1 learned", example.ToString());
    }

    [Fact]
    public void Turns_follow_one_another()
    {
        TrainingExample turns = TrainingExample.FromTurns("a", ([1], false), ([2, 3], true), ([4], false), ([5], true));

        Assert.Equal(TrainingExample.FromMask("a", [1, 2, 3, 4, 5], [false, true, true, false, true]), turns);
        MicroBatch batch = MicroBatch.From([new TrainingExample("before", [9], [8]), turns], completionOnly: true);
        Assert.Equal([0, 2, 3, 5], batch.Rows);
        Assert.Equal([8, 2, 3, 5], batch.Targets);
        Assert.Equal([8, 2, 3, 4, 5], MicroBatch.From([new TrainingExample("before", [9], [8]), turns], completionOnly: false).Targets);
    }

    [Fact]
    public void Examples_are_compared_by_content()
    {
        Assert.Equal(new TrainingExample("a", [1, 2], [3]), TrainingExample.FromTurns("a", ([1, 2], false), ([3], true)));
        Assert.Equal(new TrainingExample("a", [1, 2], [3]).GetHashCode(), new TrainingExample("a", [1, 2], [3]).GetHashCode());
        Assert.NotEqual(new TrainingExample("a", [1, 2], [3]), new TrainingExample("a", [1], [2, 3]));
        Assert.NotEqual(new TrainingExample("a", [1, 2], [3]), new TrainingExample("b", [1, 2], [3]));
    }

    [Fact]
    public void A_mask_of_another_length_and_arrays_that_were_never_set_are_refused()
    {
        Assert.Contains("a mask of 2 values", Assert.Throws<AmuroException>(() => TrainingExample.FromMask("a", [1, 2], [true])).Message, StringComparison.Ordinal);
        Assert.Contains("'a'", Assert.Throws<AmuroException>(() => new TrainingExample("a", default, [1])).Message, StringComparison.Ordinal);
        Assert.Throws<AmuroException>(() => TrainingExample.FromTurns("a", (default(ImmutableArray<int>), true)));
    }
}
