using System.Collections.Immutable;

namespace Amuro.Training;

/// <summary>Cuts sequences that are too long.</summary>
internal static class SequenceCut
{
    /// <summary>The example itself if it fits, otherwise a shorter one.</summary>
    /// <param name="example">The example.</param>
    /// <param name="maxLength">Largest number of tokens.</param>
    /// <param name="truncation">What goes first.</param>
    public static TrainingExample To(TrainingExample example, int maxLength, Truncation truncation)
    {
        if (example.Length <= maxLength)
        {
            return example;
        }

        // From the start go tokens that are not learned, as many as there are before the first that is.
        int surplus = example.Length - maxLength;
        int read = example.Learned.IndexOf(true) is >= 0 and var first ? first : example.Length;
        // One stays, so that the first label has something before it.
        int start = truncation == Truncation.Start ? Math.Min(surplus, Math.Max(0, read - 1)) : 0;
        return TrainingExample.FromMask(
            example.Id,
            ImmutableArray.Create(example.Tokens, start, maxLength),
            ImmutableArray.Create(example.Learned, start, maxLength));
    }
}
