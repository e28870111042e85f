using System.Globalization;
using System.Text.Json;

namespace Amuro.Tests.Analysis.Statistics;

/// <summary>
/// Goldens/statistics are the parts of shared/goldens/statistics that these tests read; the cases taken from the paper's tables are left out.
/// </summary>
internal static class StatisticsGoldens
{
    public static JsonElement Read(string topic) =>
        JsonDocument.Parse(File.ReadAllText(Goldens.Path($"statistics/{topic}.json"))).RootElement;

    public static TheoryData<string> Names(string topic, string array, Func<JsonElement, bool>? where = null)
    {
        var names = new TheoryData<string>();
        foreach (JsonElement item in Read(topic).GetProperty(array).EnumerateArray().Where(where ?? (_ => true)))
        {
            names.Add(item.GetProperty("name").GetString()!);
        }

        return names;
    }

    public static JsonElement Case(string topic, string array, string name) =>
        Read(topic).GetProperty(array).EnumerateArray().Single(c => c.GetProperty("name").GetString() == name);

    public static double[] Doubles(this JsonElement element, string property) =>
        [.. element.GetProperty(property).EnumerateArray().Select(Number)];

    public static double Number(this JsonElement element, string property) => Number(element.GetProperty(property));

    public static double Number(JsonElement element) => element.ValueKind == JsonValueKind.String
        ? double.Parse(element.GetString()!, CultureInfo.InvariantCulture)
        : element.GetDouble();

    public static void Close(double expected, double actual, string what, double relative = 1e-10)
    {
        bool close = double.IsNaN(expected) ? double.IsNaN(actual) : Math.Abs(expected - actual) <= Math.Max(1e-12, relative * Math.Abs(expected));
        Assert.True(close, FormattableString.Invariant($"{what}: expected {expected:R}, found {actual:R}"));
    }

    /// <summary>Slopes may be far below 1e-12, so their tolerance has no absolute floor.</summary>
    public static void CloseRelative(double expected, double actual, string what)
    {
        bool close = double.IsNaN(expected) ? double.IsNaN(actual) : Math.Abs(expected - actual) <= 1e-10 * Math.Abs(expected);
        Assert.True(close, FormattableString.Invariant($"{what}: expected {expected:R}, found {actual:R}"));
    }
}
