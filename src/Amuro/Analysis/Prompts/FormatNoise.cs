using Amuro.Analysis.Statistics;

namespace Amuro.Analysis.Prompts;

/// <summary>How much larger noise makes the spread and the deviation of the scores over formats.</summary>
/// <remarks>
/// The highest of several noisy scores is too high and the lowest too low. Normal noise with the covariance of the format scores
/// (clusters of items, formats paired) is added to them: how much the measure grows by it estimates how much it grew by the noise that
/// is in the scores already (the bootstrap's estimate of bias: Efron 1982, chapter 5, with normal draws in place of resampled items).
/// </remarks>
internal static class FormatNoise
{
    private const int Draws = 500;

    /// <param name="sample">The model.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <returns>What to take off spread and deviation.</returns>
    public static (double Spread, double Deviation) Bias(PromptSample sample, long seed)
    {
        (int formats, int seeds) = (sample.Formats.Length, sample.Seeds.Length);
        double[][] influence = [.. sample.Seeds.SelectMany(s => s.Influence[..formats])];
        double[][] root = Root(influence);
        var random = new SeededRandom(seed);
        var noise = new double[influence.Length];
        var scores = new double[formats];
        (double spread, double deviation) = (0, 0);
        for (int d = 0; d < Draws; d++)
        {
            for (int k = 0; k < noise.Length; k++)
            {
                noise[k] = random.NextNormal();
            }

            for (int s = 0; s < seeds; s++)
            {
                for (int f = 0; f < formats; f++)
                {
                    scores[f] = sample.Seeds[s].Values[f];
                    double[] row = root[(s * formats) + f];
                    for (int k = 0; k < row.Length; k++)
                    {
                        scores[f] += row[k] * noise[k];
                    }
                }

                spread += (ScoreSpread.Of(scores) - sample.Seeds[s].Values[sample.Column(PromptMeasure.Spread)]) / seeds / Draws;
                deviation += (ScoreSpread.Deviation(scores) - sample.Seeds[s].Values[sample.Column(PromptMeasure.StandardDeviation)]) / seeds / Draws;
            }
        }

        return (spread, deviation);
    }

    // Cholesky's root of the covariance; a score that follows from those before it has no noise of its own.
    private static double[][] Root(double[][] influence)
    {
        double correction = influence[0].Length / (influence[0].Length - 1.0);
        var root = new double[influence.Length][];
        for (int i = 0; i < root.Length; i++)
        {
            root[i] = new double[i + 1];
            for (int j = 0; j <= i; j++)
            {
                double all = correction * Product(influence[i], influence[j], influence[i].Length), rest = all - Product(root[i], root[j], j);
                root[i][j] = j < i ? (root[j][j] > 0 ? rest / root[j][j] : 0) : rest > 1e-9 * all ? Math.Sqrt(rest) : 0;
            }
        }

        return root;
    }

    private static double Product(double[] a, double[] b, int n)
    {
        double sum = 0;
        for (int i = 0; i < n; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
