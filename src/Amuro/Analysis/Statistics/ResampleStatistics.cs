using System.Buffers;

namespace Amuro.Analysis.Statistics;

/// <summary>Usual statistics for <see cref="Bootstrap"/>, each over lists that are copied once and then only read.</summary>
public static class ResampleStatistics
{
    /// <summary>The mean.</summary>
    /// <param name="values">Value of each item.</param>
    public static ResampleStatistic Mean(IReadOnlyList<double> values)
    {
        double[] data = [.. values];
        return drawn => Sum(data, drawn) / drawn.Length;
    }

    /// <summary>Standard error of the mean, sd (n - 1) / sqrt(n): what studentised intervals of a mean divide by.</summary>
    /// <param name="values">Value of each item.</param>
    public static ResampleStatistic StandardErrorOfMean(IReadOnlyList<double> values)
    {
        ResampleStatistic deviation = StandardDeviation(values);
        return drawn => deviation(drawn) / Math.Sqrt(drawn.Length);
    }

    /// <summary>The standard deviation with n - 1 in the denominator; exactly 0 where all drawn values are the same.</summary>
    /// <param name="values">Value of each item.</param>
    public static ResampleStatistic StandardDeviation(IReadOnlyList<double> values)
    {
        double[] data = [.. values];
        return drawn =>
        {
            double mean = Sum(data, drawn) / drawn.Length, squares = 0;
            bool same = true;
            foreach (int i in drawn)
            {
                double residual = data[i] - mean;
                squares += residual * residual;
                same &= data[i] == data[drawn[0]];
            }

            return same && drawn.Length > 1 ? 0 : Math.Sqrt(squares / (drawn.Length - 1));
        };
    }

    /// <summary>The median.</summary>
    /// <param name="values">Value of each item.</param>
    public static ResampleStatistic Median(IReadOnlyList<double> values)
    {
        double[] data = [.. values];
        return drawn =>
        {
            double[] rented = ArrayPool<double>.Shared.Rent(drawn.Length);
            Span<double> sorted = rented.AsSpan(0, drawn.Length);
            for (int i = 0; i < drawn.Length; i++)
            {
                sorted[i] = data[drawn[i]];
            }

            sorted.Sort();
            int half = sorted.Length / 2;
            double median = sorted.Length == 0 ? double.NaN : sorted.Length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
            ArrayPool<double>.Shared.Return(rented);
            return median;
        };
    }

    /// <summary>The mean of b - a over the same items.</summary>
    /// <param name="a">Values of one side.</param>
    /// <param name="b">Values of the other side, item by item.</param>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static ResampleStatistic MeanDifference(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        Lists.CheckPairs(a, b);
        return Mean(Lists.Differences(a, b));
    }

    /// <summary>The sum of b over the sum of a; not a number where that of a is 0.</summary>
    /// <param name="a">Values below the line.</param>
    /// <param name="b">Values above the line, item by item.</param>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static ResampleStatistic RatioOfSums(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        Lists.CheckPairs(a, b);
        (double A, double B)[] data = [.. a.Zip(b)];
        return drawn =>
        {
            (double below, double above) = (0, 0);
            foreach (int i in drawn)
            {
                below += data[i].A;
                above += data[i].B;
            }

            return below == 0 ? double.NaN : above / below;
        };
    }

    /// <summary>Pearson's correlation; not a number where one side is constant.</summary>
    /// <param name="x">Values of one side.</param>
    /// <param name="y">Values of the other side, item by item.</param>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static ResampleStatistic Correlation(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        Lists.CheckPairs(x, y);
        (double X, double Y)[] data = [.. x.Zip(y)];
        return drawn =>
        {
            double mx = 0, my = 0, xy = 0, xx = 0, yy = 0;
            foreach (int i in drawn)
            {
                mx += data[i].X / drawn.Length;
                my += data[i].Y / drawn.Length;
            }

            foreach (int i in drawn)
            {
                (double dx, double dy) = (data[i].X - mx, data[i].Y - my);
                xy += dx * dy;
                xx += dx * dx;
                yy += dy * dy;
            }

            return xx == 0 || yy == 0 ? double.NaN : xy / Math.Sqrt(xx) / Math.Sqrt(yy);
        };
    }

    /// <summary>F1 of one class: 2 TP / (predicted + gold), 0 where there is none of either.</summary>
    /// <param name="predicted">Whether each item is predicted to be of the class.</param>
    /// <param name="gold">Whether it is.</param>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static ResampleStatistic F1(IReadOnlyList<bool> predicted, IReadOnlyList<bool> gold)
    {
        ArgumentNullException.ThrowIfNull(predicted);
        ArgumentNullException.ThrowIfNull(gold);
        if (predicted.Count != gold.Count)
        {
            throw new ArgumentException($"Expected as many gold labels as predictions ({predicted.Count}), found {gold.Count}.", nameof(gold));
        }

        // Both counts in one number: true positives above, predicted and gold ones below.
        long[] data = [.. predicted.Zip(gold, (p, g) => (p && g ? 1L << 32 : 0) + (p ? 1 : 0) + (g ? 1 : 0))];
        return drawn =>
        {
            long sum = 0;
            foreach (int i in drawn)
            {
                sum += data[i];
            }

            long either = sum & 0xFFFFFFFF;
            return either == 0 ? 0 : 2.0 * (sum >> 32) / either;
        };
    }

    // Four sums at once: one addition does not wait for the one before.
    private static double Sum(double[] data, ReadOnlySpan<int> drawn)
    {
        (double s0, double s1, double s2, double s3) = (0, 0, 0, 0);
        int i = 0;
        for (; i + 3 < drawn.Length; i += 4)
        {
            s0 += data[drawn[i]];
            s1 += data[drawn[i + 1]];
            s2 += data[drawn[i + 2]];
            s3 += data[drawn[i + 3]];
        }

        for (; i < drawn.Length; i++)
        {
            s0 += data[drawn[i]];
        }

        return s0 + s1 + (s2 + s3);
    }
}
