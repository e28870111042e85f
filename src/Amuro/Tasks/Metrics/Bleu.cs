namespace Amuro.Tasks.Metrics;

/// <summary>BLEU (Papineni et al. 2002) as sacrebleu 2.6.0 computes it by default (Post 2018, arXiv 1804.08771): tokens of 13a, exponential smoothing.</summary>
public static class Bleu
{
    internal const int Orders = 4;

    // What sacrebleu takes for the logarithm of zero.
    private const double LogOfZero = -9999999999;

    /// <summary>The tokens compared: those of mteval-v13a.</summary>
    /// <param name="text">Any text.</param>
    public static IReadOnlyList<string> Tokens(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return BleuTokens.Of(text);
    }

    /// <summary>BLEU of one text, over as many orders as it has tokens (the effective order).</summary>
    /// <param name="pair">The text and its references.</param>
    /// <exception cref="ArgumentException">There is no reference.</exception>
    public static BleuScore Sentence(TextPair pair)
    {
        ArgumentNullException.ThrowIfNull(pair);
        return Score(BleuCounts.Of(pair), effectiveOrder: true);
    }

    /// <summary>BLEU of a whole set: counts and lengths are summed first.</summary>
    /// <param name="pairs">The texts and their references.</param>
    /// <exception cref="ArgumentException">A text has no reference.</exception>
    public static BleuScore Corpus(IReadOnlyList<TextPair> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        return Corpus(pairs.Select(BleuCounts.Of));
    }

    internal static BleuScore Corpus(IEnumerable<BleuCounts> texts) => Score(BleuCounts.Sum(texts), effectiveOrder: false);

    private static BleuScore Score(BleuCounts counts, bool effectiveOrder)
    {
        double penalty = counts.PredictionLength >= counts.ReferenceLength ? 1
            : counts.PredictionLength == 0 ? 0
            : Math.Exp(1 - ((double)counts.ReferenceLength / counts.PredictionLength));
        var precisions = new double[Orders];
        double score = 0;
        if (counts.Common.Any(c => c > 0))
        {
            int orders = Precisions(counts, precisions, effectiveOrder);
            score = penalty * Math.Exp(precisions.Take(orders).Sum(p => p == 0 ? LogOfZero : Math.Log(p)) / orders);
        }

        return new BleuScore(
            score, [.. counts.Common], [.. counts.Totals], [.. precisions], penalty, counts.PredictionLength, counts.ReferenceLength);
    }

    // Each order without a common run halves the weight of one (mteval-v13a's smoothing). Returns the orders to average.
    private static int Precisions(BleuCounts counts, double[] precisions, bool effectiveOrder)
    {
        double smooth = 1;
        int orders = effectiveOrder ? 0 : Orders;
        for (int n = 0; n < Orders && counts.Totals[n] > 0; n++)
        {
            smooth *= counts.Common[n] == 0 ? 2 : 1;
            precisions[n] = counts.Common[n] == 0 ? 100 / (smooth * counts.Totals[n]) : 100.0 * counts.Common[n] / counts.Totals[n];
            orders = effectiveOrder ? n + 1 : Orders;
        }

        return orders;
    }
}
