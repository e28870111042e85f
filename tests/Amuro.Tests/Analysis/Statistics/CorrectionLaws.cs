using Amuro.Analysis.Statistics;
using FsCheck.Xunit;

namespace Amuro.Tests.Analysis.Statistics;

public sealed class CorrectionLaws
{
    private static readonly Dictionary<string, Func<IReadOnlyList<double>, double[]>> Corrections = new()
    {
        ["Bonferroni"] = Bonferroni.Adjust,
        ["Sidak"] = Sidak.Adjust,
        ["Holm"] = Holm.Adjust,
        ["HolmSidak"] = HolmSidak.Adjust,
        ["Hochberg"] = Hochberg.Adjust,
        ["Hommel"] = Hommel.Adjust,
        ["BH"] = BenjaminiHochberg.Adjust,
        ["BY"] = BenjaminiYekutieli.Adjust,
    };

    [Property(MaxTest = 1000)]
    public void AdjustedPKeepTheirOrderAndNeverFall(ushort[] values)
    {
        double[] p = P(values);
        foreach (Func<IReadOnlyList<double>, double[]> adjust in Corrections.Values)
        {
            double[] adjusted = adjust(p);
            int[] order = [.. Enumerable.Range(0, p.Length).OrderBy(i => p[i])];
            for (int k = 0; k < order.Length; k++)
            {
                Assert.InRange(adjusted[order[k]], p[order[k]] * (1 - 1e-12), 1);
                Assert.True(k == 0 || adjusted[order[k - 1]] <= adjusted[order[k]] * (1 + 1e-12));
            }
        }
    }

    [Property(MaxTest = 1000)]
    public void StrongerCorrectionsHaveLargerP(ushort[] values)
    {
        double[] p = P(values);
        Dictionary<string, double[]> by = Corrections.ToDictionary(c => c.Key, c => c.Value(p));
        (string, string)[] chain =
        [
            ("Holm", "Bonferroni"), ("Sidak", "Bonferroni"), ("HolmSidak", "Holm"), ("HolmSidak", "Sidak"), ("Hochberg", "Holm"),
            ("Hommel", "Hochberg"), ("BH", "Hommel"), ("BH", "BY"),
        ];
        foreach ((string weaker, string stronger) in chain)
        {
            Assert.All(by[weaker].Zip(by[stronger]), pair => Assert.True(pair.First <= pair.Second + 1e-12, $"{weaker} above {stronger}"));
        }
    }

    [Property(MaxTest = 1000)]
    public void TheOrderOfTheTestsDoesNotMatterAndMissingOnesDoNotCount(ushort[] values, int seed)
    {
        double[] p = P(values);
        int[] order = Shuffles.Of(p.Length, seed);
        foreach (Func<IReadOnlyList<double>, double[]> adjust in Corrections.Values)
        {
            double[] adjusted = adjust(p);
            Assert.Equal(order.Select(i => adjusted[i]), adjust([.. order.Select(i => p[i])]));
            Assert.Equal([.. adjusted, double.NaN], adjust([.. p, double.NaN]));
        }
    }

    // Closed testing by enumeration: an hypothesis falls when every set with it does by Simes' test.
    [Property(MaxTest = 1000)]
    public void HommelIsClosedTestingWithSimes(ushort[] values)
    {
        double[] p = P([.. values.Take(7)]);
        double[] expected = new double[p.Length];
        for (int set = 1; set < 1 << p.Length; set++)
        {
            double[] members = [.. Enumerable.Range(0, p.Length).Where(i => (set >> i & 1) == 1).Select(i => p[i]).Order()];
            double simes = members.Select((value, k) => value * members.Length / (k + 1)).Min();
            for (int i = 0; i < p.Length; i++)
            {
                expected[i] = (set >> i & 1) == 1 ? Math.Max(expected[i], simes) : expected[i];
            }
        }

        Assert.All(expected.Zip(Hommel.Adjust(p)), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    [Fact]
    public void APOutsideOfItsRangeIsRefused() =>
        Assert.All(Corrections.Values, adjust => Assert.Throws<ArgumentOutOfRangeException>(() => adjust([0.5, 1.5])));

    private static double[] P(ushort[] values) => [.. values.Take(40).Select(v => v / 65535.0)];
}
