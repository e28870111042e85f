using System.Globalization;
using Amuro.Analysis.Statistics;
using Amuro.Results;

namespace Amuro.Analysis.Prompts;

/// <summary>The items of one seed: columns are the formats, then each <see cref="PromptMeasure"/> in its order.</summary>
internal sealed class PromptSeed
{
    private readonly int[] _clusterOf;
    private readonly int _clusters;

    /// <param name="table">The items.</param>
    /// <param name="rows">[item][format] row of the table.</param>
    /// <param name="formats">Number of formats.</param>
    /// <param name="clusterOf">Cluster of each item.</param>
    /// <param name="clusters">Number of clusters.</param>
    public PromptSeed(ItemTable table, int[][] rows, int formats, int[] clusterOf, int clusters)
    {
        (_clusterOf, _clusters) = (clusterOf, clusters);
        ItemScores[] items = [.. rows.Select(r => ItemScores.Of(table, r))];
        Values = new double[formats + Enum.GetValues<PromptMeasure>().Length];
        Influence = new double[Values.Length][];
        for (int f = 0; f < formats; f++)
        {
            int format = f;
            Mean(f, [.. items.Select(i => i.Scores[format])]);
        }

        Set(PromptMeasure.Spread, Spread(Values[..formats]));
        Set(PromptMeasure.StandardDeviation, Deviation(Values[..formats]));
        Mean(formats + (int)PromptMeasure.Consistency, [.. items.Select(i => i.Same)]);
        Mean(formats + (int)PromptMeasure.Pss, [.. items.Select(i => PromptSensitivityScore.OfItem(i.Scores))]);
        Mean(formats + (int)PromptMeasure.Posix, [.. items.Select(i => i.Psi)]);
        int kappa = formats + (int)PromptMeasure.FleissKappa;
        (double value, double[] terms) = Kappa(items);
        Mean(kappa, terms);
        Values[kappa] = value;

        void Set(PromptMeasure measure, (double Value, double[] Weights) of)
        {
            Values[formats + (int)measure] = of.Value;
            Influence[formats + (int)measure] = [.. Enumerable.Range(0, clusters).Select(c => of.Weights.Select((w, f) => w == 0 ? 0 : w * Influence[f][c]).Sum())];
        }
    }

    public double[] Values { get; }

    public double[][] Influence { get; }

    private void Mean(int column, double[] items)
    {
        double mean = items.Length == 0 ? double.NaN : Lists.Mean(items);
        var influence = new double[_clusters];
        for (int i = 0; i < items.Length; i++)
        {
            influence[_clusterOf[i]] += (items[i] - mean) / items.Length;
        }

        (Values[column], Influence[column]) = (mean, influence);
    }

    // The highest and the lowest format are taken as given.
    private static (double, double[]) Spread(double[] scores)
    {
        var weights = new double[scores.Length];
        if (scores.Length > 1)
        {
            weights[ScoreSpread.Best(scores)] += 1;
            weights[ScoreSpread.Worst(scores)] -= 1;
        }

        return (ScoreSpread.Of(scores), weights);
    }

    private static (double, double[]) Deviation(double[] scores)
    {
        double deviation = ScoreSpread.Deviation(scores), mean = Lists.Mean(scores);
        return (deviation, [.. scores.Select(s => deviation > 0 ? (s - mean) / ((scores.Length - 1) * deviation) : 0)]);
    }

    // kappa = (P - Pe) / (1 - Pe) with Pe the sum of the squared shares: its linear part, item by item.
    private static (double Value, double[] Terms) Kappa(ItemScores[] items)
    {
        double raters = items.Length == 0 ? 0 : items[0].Predictions.Length;
        var shares = new Dictionary<int, double>();
        foreach (int prediction in items.SelectMany(i => i.Predictions))
        {
            shares[prediction] = shares.GetValueOrDefault(prediction) + (1 / (items.Length * raters));
        }

        if (shares.Count < 2 || raters < 2)
        {
            return (double.NaN, [.. items.Select(_ => double.NaN)]);
        }

        double[] agreement = [.. items.Select(i => i.Agreement)];
        double expected = shares.Values.Sum(p => p * p), found = Lists.Mean(agreement), rest = 1 - expected;
        return (
            (found - expected) / rest,
            [.. items.Select((item, i) => (agreement[i] / rest) - ((1 - found) / (rest * rest) * 2 * item.Predictions.Sum(p => shares[p]) / raters))]);
    }

    /// <summary>One item in all formats.</summary>
    private readonly record struct ItemScores(double[] Scores, int[] Predictions, double Same, double Agreement, double Psi)
    {
        public static ItemScores Of(ItemTable table, int[] rows)
        {
            (var scores, var predictions) = (new double[rows.Length], new int[rows.Length]);
            for (int f = 0; f < rows.Length; f++)
            {
                (ItemBlock block, int i) = PromptSample.At(table, rows[f]);
                (scores[f], predictions[f]) = (block.Score[i], block.Prediction[i]);
            }

            int same = 0;
            foreach (int a in predictions)
            {
                foreach (int b in predictions)
                {
                    same += a == b ? 1 : 0;
                }
            }

            double n = rows.Length;
            return new ItemScores(scores, predictions, n < 2 ? double.NaN : same == n * n ? 1 : 0, (same - n) / (n * (n - 1)), PsiOf(table, rows, predictions));
        }

        // The answer to a prompt is the choice taken there; how likely it is under the others is in their records.
        private static double PsiOf(ItemTable table, int[] rows, int[] predictions)
        {
            var answers = new int[rows.Length];
            var likelihoods = new ArraySegment<double>[rows.Length];
            var tokens = new int[rows.Length];
            for (int j = 0; j < rows.Length; j++)
            {
                (ItemBlock block, int i) = PromptSample.At(table, rows[j]);
                likelihoods[j] = Part(block.LogLikelihoods, block.LikelihoodEnd, i);
                ArraySegment<int> counts = Part(block.ChoiceTokens, block.TokensEnd, i);
                if (likelihoods[j].Count != likelihoods[0].Count || counts.Count != likelihoods[0].Count
                    || !int.TryParse(table.Texts[predictions[j]], NumberStyles.None, CultureInfo.InvariantCulture, out answers[j]) || answers[j] >= counts.Count)
                {
                    return double.NaN;
                }

                tokens[j] = counts[answers[j]];
            }

            return Posix.OfItem([.. likelihoods.Select(under => answers.Select(a => under[a]).ToArray())], tokens);
        }

        private static ArraySegment<T> Part<T>(T[] values, int[] ends, int i)
        {
            int start = i == 0 ? 0 : ends[i - 1];
            return new ArraySegment<T>(values, start, ends[i] - start);
        }
    }
}
