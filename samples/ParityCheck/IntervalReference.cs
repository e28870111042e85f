using System.Text.Json;
using Amuro.Analysis.Statistics;

/// <summary>goldens/statistics/interval.json and multiple.json.</summary>
internal static class IntervalReference
{
    public static Dictionary<string, Func<JsonElement, string, IEnumerable<StatisticsCase>>> Sections { get; } = new()
    {
        ["proportion"] = StatisticsReference.Each(Proportion, 1e-9),
        ["newcombe_paired"] = StatisticsReference.Each(Paired, 1e-9),
        ["newcombe_independent"] = StatisticsReference.Each(Independent, 1e-9),
    };

    public static Dictionary<string, Func<JsonElement, string, IEnumerable<StatisticsCase>>> MultipleSections { get; } = new()
    {
        ["cases"] = StatisticsReference.Each(Multiple),
    };

    private static Dictionary<string, object?> Proportion(JsonElement item)
    {
        JsonElement input = item.GetProperty("input");
        (double k, double n, double level) = (input.Number("k"), input.Number("n"), input.Number("level"));
        return new()
        {
            ["wald"] = StatisticsReference.Ends(WaldInterval.Of(k, n, level)),
            ["wilson"] = StatisticsReference.Ends(WilsonInterval.Of(k, n, level)),
            ["clopper_pearson"] = StatisticsReference.Ends(ClopperPearsonInterval.Of(k, n, level)),
            ["jeffreys"] = StatisticsReference.Ends(JeffreysInterval.Of(k, n, level, closed: false)),
            ["agresti_coull"] = StatisticsReference.Ends(AgrestiCoullInterval.Of(k, n, level)),
            ["wilson_continuity"] = StatisticsReference.Ends(WilsonInterval.WithContinuity(k, n, level)),
            ["jeffreys_boundary"] = StatisticsReference.Ends(JeffreysInterval.Of(k, n, level)),
        };
    }

    private static Dictionary<string, object?> Paired(JsonElement item)
    {
        JsonElement input = item.GetProperty("input");
        return new() { ["method_8"] = Of(false), ["method_10"] = Of(true) };

        Dictionary<string, object?> Of(bool continuity) => Newcombe(NewcombeInterval.Paired(
            input.Number("a"), input.Number("b"), input.Number("c"), input.Number("d"), input.Number("level"), continuity));
    }

    private static Dictionary<string, object?> Independent(JsonElement item)
    {
        JsonElement input = item.GetProperty("input");
        return Newcombe(NewcombeInterval.Independent(input.Number("k1"), input.Number("n1"), input.Number("k2"), input.Number("n2"), input.Number("level")));
    }

    private static Dictionary<string, object?> Newcombe(NewcombeResult found) => new()
    {
        ["difference"] = found.Difference,
        ["phi"] = found.Phi,
        ["low"] = found.Interval.Low,
        ["high"] = found.Interval.High,
    };

    private static Dictionary<string, object?> Multiple(JsonElement item)
    {
        double[] p = item.GetProperty("input").Doubles("p");
        return new()
        {
            ["bonferroni"] = Adjusted(Bonferroni.Adjust(p)),
            ["sidak"] = Adjusted(Sidak.Adjust(p)),
            ["holm"] = Adjusted(Holm.Adjust(p)),
            ["holm_sidak"] = Adjusted(HolmSidak.Adjust(p)),
            ["hochberg"] = Adjusted(Hochberg.Adjust(p)),
            ["hommel"] = Adjusted(Hommel.Adjust(p)),
            ["benjamini_hochberg"] = Adjusted(BenjaminiHochberg.Adjust(p)),
            ["benjamini_yekutieli"] = Adjusted(BenjaminiYekutieli.Adjust(p)),
        };
    }

    private static Dictionary<string, object?> Adjusted(double[] p) => new() { ["adjusted"] = p, ["reject_at_0.05"] = Rejections.At(p) };
}
