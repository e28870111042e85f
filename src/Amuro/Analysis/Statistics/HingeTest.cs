namespace Amuro.Analysis.Statistics;

/// <summary>
/// Does a series bend, and where? The two lines of <see cref="ChangePoint.HingeAtPoints"/> against one line.
/// </summary>
/// <remarks>
/// Without a bend and with normal errors of one variance the largest F over all places depends on the positions only, so its p is taken
/// from random normal series at the same positions (a Monte Carlo test, Barnard 1963, JRSS B 25:294; Dufour 2006, Journal of
/// Econometrics 133:443): (1 + number as large) / (1 + series). The interval holds the places whose sum of squares is not worse than
/// the best by more than an F with 1 and n - 3 degrees of freedom allows (Hudson 1966, JASA 61:1097).
/// </remarks>
internal sealed class HingeTest
{
    // What a line leaves of values that lie on it.
    private const double Rounding = 1e-24;
    private readonly double[][] _bends;
    private readonly double[] _line;
    private readonly double[] _distribution;

    /// <summary>Draws the distribution for one set of positions.</summary>
    /// <param name="x">Positions, ascending, at least four.</param>
    /// <param name="resamples">Number of random series.</param>
    /// <param name="seed">Seed of the draws.</param>
    public HingeTest(IReadOnlyList<double> x, int resamples, long seed)
    {
        double mean = Lists.Mean(x);
        _line = Unit([.. x.Select(v => v - mean)]);
        _bends = [.. Enumerable.Range(1, x.Count - 2).Select(k => Unit(Rest([.. x.Select(v => Math.Max(0, v - x[k]))])))];
        var random = new SeededRandom(seed);
        _distribution = new double[resamples];
        for (int b = 0; b < resamples; b++)
        {
            _distribution[b] = LargestShare([.. x.Select(_ => random.NextNormal())]);
        }

        Array.Sort(_distribution);
    }

    /// <summary>p of no bend.</summary>
    /// <param name="y">Values at the positions.</param>
    public double PValue(IReadOnlyList<double> y)
    {
        int below = Array.BinarySearch(_distribution, LargestShare([.. y]) * (1 - 1e-12));
        return (1.0 + _distribution.Length - (below < 0 ? ~below : below)) / (1 + _distribution.Length);
    }

    /// <summary>First and last place that the values leave room for.</summary>
    /// <param name="search">The fits at all places.</param>
    /// <param name="n">Number of points.</param>
    /// <param name="level">Confidence level.</param>
    public static (int First, int Last) Places(ChangePointSearch search, int n, double level)
    {
        double allowed = search.BestSquares * (1 + (Probabilities.FisherQuantile(level, 1, n - 3) / (n - 3)));
        int[] places = [.. search.Places.Where((_, i) => search.Squares[i] <= allowed)];
        return (places.Min(), places.Max());
    }

    // F grows with the share of the residuals of the line that the best bend explains.
    private double LargestShare(double[] y)
    {
        double[] rest = Rest(y);
        double squares = Product(rest, rest), largest = 0;
        if (squares <= Rounding * Lists.SumOfSquares(y))
        {
            return 0;
        }

        foreach (double[] bend in _bends)
        {
            double part = Product(rest, bend);
            largest = Math.Max(largest, part * part);
        }

        return largest / squares;
    }

    private double[] Rest(double[] values)
    {
        double mean = Lists.Mean(values), part = Product(values, _line);
        return [.. values.Select((v, i) => v - mean - (part * _line[i]))];
    }

    private static double[] Unit(double[] values)
    {
        double length = Math.Sqrt(Product(values, values));
        return [.. values.Select(v => v / length)];
    }

    private static double Product(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
