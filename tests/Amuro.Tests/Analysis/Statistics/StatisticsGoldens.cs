using System.Text.Json;

namespace Amuro.Tests.Analysis.Statistics;

/// <summary>Reads Goldens/statistics.</summary>
internal static class StatisticsGoldens
{
    public static JsonElement Read(string topic) =>
        JsonDocument.Parse(File.ReadAllText(Goldens.Path($"statistics/{topic}.json"))).RootElement;

    public static TheoryData<string> Names(string topic, string array) =>
        [.. Read(topic).GetProperty(array).EnumerateArray().Select(item => item.GetProperty("name").GetString()!)];

    public static JsonElement Case(string topic, string array, string name) =>
        Read(topic).GetProperty(array).EnumerateArray().Single(c => c.GetProperty("name").GetString() == name);

    public static double[] Doubles(JsonElement element, string property) => StatisticsReference.Doubles(element.GetProperty(property));

    public static double Number(JsonElement element, string property) => Number(element.GetProperty(property));

    public static double Number(JsonElement element) => StatisticsReference.Number(element);

    public static void Close(double expected, double actual, string what, double relative = 1e-10)
    {
        bool close = double.IsNaN(expected) ? double.IsNaN(actual) : Math.Abs(expected - actual) <= Math.Max(1e-12, relative * Math.Abs(expected));
        Assert.True(close, FormattableString.Invariant($"{what}: expected {expected:R}, found {actual:R}"));
    }
}
