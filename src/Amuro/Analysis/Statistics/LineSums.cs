namespace Amuro.Analysis.Statistics;

/// <summary>A least-squares line through some of the points.</summary>
internal readonly record struct LineSums(double Slope, double MeanX, double MeanY, double Squares)
{
    public double At(double x) => MeanY + (Slope * (x - MeanX));

    public static LineSums Through(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        (double mx, double my, double xx, double xy, double squares) = (0, 0, 0, 0, 0);
        for (int i = 0; i < x.Length; i++)
        {
            mx += x[i] / x.Length;
            my += y[i] / x.Length;
        }

        for (int i = 0; i < x.Length; i++)
        {
            xx += (x[i] - mx) * (x[i] - mx);
            xy += (x[i] - mx) * (y[i] - my);
        }

        double slope = xx > 0 ? xy / xx : 0;
        for (int i = 0; i < x.Length; i++)
        {
            double residual = y[i] - my - (slope * (x[i] - mx));
            squares += residual * residual;
        }

        return new LineSums(slope, mx, my, squares);
    }
}
