using Amuro.Analysis.Statistics;
using FsCheck;
using FsCheck.Xunit;

namespace Amuro.Tests.Analysis.Statistics;

public sealed class GrubbsTestTests
{
    // Tietjen and Moore 1972 by the NIST/SEMATECH e-Handbook, section 1.3.5.17.1: G = 2.4687; p = 8 (1 - sin a (1 + cos^2 a / 2 + 3 cos^4 a / 8)), tan a = t / sqrt(6), with 50 digits.
    [Fact]
    public void TheMassSpectrometerIsAsInTheHandbook()
    {
        GrubbsResult found = GrubbsTest.Test([199.31, 199.53, 200.19, 200.82, 201.92, 201.95, 202.18, 245.57]);

        Assert.Equal(7, found.Index);
        Assert.Equal(2.4687, found.G, 3);
        Assert.Equal(3.00263868207083745e-7, found.PValue, 1e-15);
    }

    [Fact]
    public void NormalSamplesHaveAnOutlierAsOftenAsTheLevelSays()
    {
        var random = new SeededRandom(5);
        int found = Enumerable.Range(0, 2000).Count(_ => GrubbsTest.Test([.. Enumerable.Range(0, 10).Select(_ => random.NextNormal())]).PValue < 0.05);

        // 100 expected, deviation 10.
        Assert.InRange(found, 60, 140);
    }

    [Property(MaxTest = 1000)]
    public void UnitsOrderAndSignChangeNothing(int seed, PositiveInt size)
    {
        var random = new SeededRandom(seed);
        double[] values = [.. Enumerable.Range(0, 3 + (size.Get % 20)).Select(_ => random.NextNormal())];
        GrubbsResult found = GrubbsTest.Test(values), other = GrubbsTest.Test([.. values.Reverse().Select(v => 7 - (3 * v))]);

        Assert.Equal(found.G, other.G, 1e-9);
        Assert.Equal(found.PValue, other.PValue, 1e-6);
        Assert.Equal(found.Index, values.Length - 1 - other.Index);
        Assert.InRange(found.PValue, 0, 1);
        Assert.InRange(found.G, 0, (values.Length - 1) / Math.Sqrt(values.Length) + 1e-9);
    }

    [Fact]
    public void OneValueApartFromEqualOnesIsCertain()
    {
        Assert.Equal(0, GrubbsTest.Test([1, 1, 1, 1, 2]).PValue);
        Assert.Equal(4, GrubbsTest.Test([1, 1, 1, 1, 2]).Index);
    }

    [Fact]
    public void TooLittleDataHasAReason()
    {
        Assert.All(new double[][] { [], [1, 2], [3, 3, 3], [1, 2, double.NaN] }, values =>
        {
            GrubbsResult found = GrubbsTest.Test(values);
            Assert.True(!found.IsEstimable && double.IsNaN(found.PValue) && found.Index == -1);
        });
    }
}
