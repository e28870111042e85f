namespace Amuro.Evaluation;

/// <summary>Cuts a text that is longer than a model takes into windows that predict each of its tokens once.</summary>
/// <remarks>
/// As lm-evaluation-harness 0.4.13: the first window begins with the prefix token, each next one has one token of context, the last
/// token of the window before. The last one, which is shorter, is filled up with context on the left to the model's longest input.
/// </remarks>
internal static class RollingWindows
{
    /// <summary>One request for each window; none for a text without tokens.</summary>
    /// <param name="ids">The ids of the text; a beginning-of-sequence token that the tokenizer adds is one of them, and is predicted too.</param>
    /// <param name="prefix">The token that stands before the text: beginning-of-sequence, else end-of-sequence.</param>
    /// <param name="maxLength">The most ids that the model takes.</param>
    public static IEnumerable<LikelihoodRequest> Of(IReadOnlyList<int> ids, int prefix, int maxLength)
    {
        for (int start = 0; start < ids.Count; start += maxLength)
        {
            int end = Math.Min(ids.Count, start + maxLength);
            int context = start == 0 ? 0 : end - maxLength - 1;
            yield return start == 0
                ? new LikelihoodRequest([prefix], [.. ids.Take(end)])
                : new LikelihoodRequest([.. ids.Skip(context).Take(start - context)], [.. ids.Skip(start).Take(end - start)]);
        }
    }
}
