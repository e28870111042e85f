using System.Collections;
using System.Globalization;
using System.Text.Json;
using Amuro.Analysis;
using Amuro.Analysis.Statistics;

/// <summary>One case of goldens/statistics: what is expected, and how to compute it.</summary>
/// <param name="Name">File, section and name or number.</param>
/// <param name="Expected">Numbers, and lists and tables of them.</param>
/// <param name="Find">The same with what this library computes: dictionaries, lists, numbers, <see cref="Near"/> or <see cref="Within"/>.</param>
/// <param name="Relative">Relative tolerance.</param>
internal sealed record StatisticsCase(string Name, JsonElement Expected, Func<Dictionary<string, object?>> Find, double Relative = 1e-10)
{
    private const double Floor = 1e-12;

    /// <summary>Keys that are not compared, with the reason.</summary>
    private static readonly Dictionary<string, string> LeftOut = new()
    {
        ["reml_statsmodels.method"] = "the name of the optimiser that another package used",
    };

    /// <summary>How far every single number is from its reference; one that is not computed is infinitely far.</summary>
    public IEnumerable<Deviation> Compare() => Compare(Expected, Find(), Name, Relative, Floor);

    private static IEnumerable<Deviation> Compare(JsonElement expected, object? found, string path, double relative, double floor)
    {
        if (LeftOut.Keys.Any(path.EndsWith))
        {
            return [];
        }

        switch (found)
        {
            case Near near:
                return Compare(expected, near.Value, path, near.Relative, near.Floor);
            case Within within:
                double[] ends = StatisticsReference.Doubles(expected);
                return [new Deviation(path, within.Value >= ends[0] && within.Value <= ends[1] ? 0 : 1, 0)];
        }

        return (expected.ValueKind, found) switch
        {
            (JsonValueKind.Object, Dictionary<string, object?> table) => expected.EnumerateObject().SelectMany(p => table.TryGetValue(p.Name, out object? value)
                ? Compare(p.Value, value, $"{path}.{p.Name}", relative, floor)
                : [Missing($"{path}.{p.Name}")]),
            (JsonValueKind.Array, IList list) => list.Count == expected.GetArrayLength()
                ? expected.EnumerateArray().SelectMany((item, i) => Compare(item, list[i], $"{path}[{i}]", relative, floor))
                : [Missing($"{path}: {expected.GetArrayLength()} values, not {list.Count}")],
            (JsonValueKind.True or JsonValueKind.False, bool truth) => [new Deviation(path, truth == expected.GetBoolean() ? 0 : 1, 0)],
            (JsonValueKind.Null, null) => [],
            (JsonValueKind.Number or JsonValueKind.String, Quantity quantity) => [Compare(StatisticsReference.Number(expected), quantity.Value, path, relative, floor)],
            (JsonValueKind.Number or JsonValueKind.String, double or int or long) =>
                [Compare(StatisticsReference.Number(expected), Convert.ToDouble(found, CultureInfo.InvariantCulture), path, relative, floor)],
            _ => [Missing($"{path}: found {found ?? "nothing"}")],
        };
    }

    private static Deviation Compare(double expected, double found, string path, double relative, double floor) =>
        new(FormattableString.Invariant($"{path}: expected {expected:R}, found {found:R}"),
            expected.Equals(found) ? 0 : found - expected,
            double.IsFinite(expected) ? Math.Max(floor, relative * Math.Abs(expected)) : 0);

    private static Deviation Missing(string path) => new($"{path}: not compared", 1, 0);
}

/// <summary>A value with a tolerance of its own.</summary>
internal sealed record Near(object? Value, double Relative, double Floor);

/// <summary>A value that must lie between the two that are expected.</summary>
internal sealed record Within(double Value);

/// <summary>Reads the files of goldens/statistics and computes what they expect, through the public API.</summary>
internal static class StatisticsReference
{
    /// <summary>The files, and what has the cases of each of their sections.</summary>
    private static readonly Dictionary<string, Dictionary<string, Func<JsonElement, string, IEnumerable<StatisticsCase>>>> Files = new()
    {
        ["trend"] = TrendReference.Sections,
        ["paired"] = PairedReference.Sections,
        ["bootstrap"] = BootstrapReference.Sections,
        ["multiple"] = IntervalReference.MultipleSections,
        ["interval"] = IntervalReference.Sections,
        ["variance"] = VarianceReference.Sections,
        ["segmented"] = SegmentedReference.Sections,
        ["continual"] = ContinualReference.Sections,
        ["latent"] = ContinualReference.LatentSections,
    };

    public static IEnumerable<string> Topics => Files.Keys;

    /// <summary>The cases of one file of a folder.</summary>
    /// <exception cref="KeyNotFoundException">The file has a section that nothing computes.</exception>
    public static IEnumerable<StatisticsCase> Cases(string folder, string topic)
    {
        JsonElement root = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, topic + ".json"))).RootElement;
        return root.EnumerateObject().Where(p => p.Name is not ("name" or "versions")).SelectMany(p => Files[topic][p.Name](p.Value, $"{topic}.{p.Name}"));
    }

    /// <summary>One case per item of an array, named by its name or number.</summary>
    public static Func<JsonElement, string, IEnumerable<StatisticsCase>> Each(
        Func<JsonElement, Dictionary<string, object?>> find, double relative = 1e-10) => (items, section) => items.EnumerateArray().Select((item, i) =>
            new StatisticsCase(
                $"{section}.{(item.TryGetProperty("name", out JsonElement name) ? name.GetString() : i)}",
                item.GetProperty("expected"),
                () => find(item),
                item.TryGetProperty("tolerance", out JsonElement own) && own.ValueKind == JsonValueKind.Number ? own.GetDouble() : relative));

    public static double[] Doubles(JsonElement array) => [.. array.EnumerateArray().Select(Number)];

    public static double[] Doubles(this JsonElement item, string name) => Doubles(item.GetProperty(name));

    public static double[][] Table(this JsonElement item, string name) => [.. item.GetProperty(name).EnumerateArray().Select(Doubles)];

    public static double Number(this JsonElement item, string name) => Number(item.GetProperty(name));

    public static double Number(JsonElement element) => element.ValueKind == JsonValueKind.String
        ? double.Parse(element.GetString()!, CultureInfo.InvariantCulture)
        : element.GetDouble();

    public static double[] Ends(Interval interval) => [interval.Low, interval.High];
}
