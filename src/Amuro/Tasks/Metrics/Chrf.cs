namespace Amuro.Tasks.Metrics;

/// <summary>
/// chrF (Popović 2015) and chrF++ (Popović 2017) as sacrebleu 2.6.0 computes them by default: runs of 1 to 6 characters without white
/// space, for chrF++ also of 1 and 2 words; recall counts four times as much as precision.
/// </summary>
public static class Chrf
{
    internal const int CharacterOrders = 6;
    private const double BetaSquared = 4;

    /// <summary>The score of one text, from 0 to 100, against the reference where it is highest.</summary>
    /// <param name="pair">The text and its references.</param>
    /// <param name="wordOrders">0 for chrF, 2 for chrF++. Default 0.</param>
    /// <exception cref="ArgumentException">There is no reference.</exception>
    public static double Sentence(TextPair pair, int wordOrders = 0)
    {
        ArgumentNullException.ThrowIfNull(pair);
        return Score(ChrfCounts.Of(pair, wordOrders));
    }

    /// <summary>The score of a whole set, from 0 to 100: the counts against the best reference of each text are summed first.</summary>
    /// <param name="pairs">The texts and their references.</param>
    /// <param name="wordOrders">0 for chrF, 2 for chrF++. Default 0.</param>
    /// <exception cref="ArgumentException">A text has no reference.</exception>
    public static double Corpus(IReadOnlyList<TextPair> pairs, int wordOrders = 0)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        return Score(ChrfCounts.Sum(pairs.Select(p => ChrfCounts.Of(p, wordOrders)), wordOrders));
    }

    /// <summary>The F measure of precision and recall averaged over the orders that both sides have.</summary>
    internal static double Score(ChrfCounts counts)
    {
        double precision = 0;
        double recall = 0;
        int orders = 0;
        for (int i = 0; i < counts.Common.Length; i++)
        {
            if (counts.Prediction[i] > 0 && counts.Reference[i] > 0)
            {
                precision += (double)counts.Common[i] / counts.Prediction[i];
                recall += (double)counts.Common[i] / counts.Reference[i];
                orders++;
            }
        }

        if (orders == 0 || precision + recall == 0)
        {
            return 0;
        }

        precision /= orders;
        recall /= orders;
        return 100 * (1 + BetaSquared) * precision * recall / ((BetaSquared * precision) + recall);
    }
}
