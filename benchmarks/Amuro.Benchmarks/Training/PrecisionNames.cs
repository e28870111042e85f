using Amuro.Training;

namespace Amuro.Benchmarks.Training;

/// <summary>Names of the number formats on the command line and in tables.</summary>
internal static class PrecisionNames
{
    public static string Of(Precision precision) => precision == Precision.BFloat16 ? "bf16" : "float32";

    /// <summary>The value of <c>--precision</c>; without it all.</summary>
    public static IReadOnlyList<Precision> Choose(string? text) => text switch
    {
        null => [Precision.Float32, Precision.BFloat16],
        "bf16" => [Precision.BFloat16],
        "float32" => [Precision.Float32],
        _ => throw new AmuroException($"Option --precision: expected float32 or bf16, found '{text}'"),
    };
}
