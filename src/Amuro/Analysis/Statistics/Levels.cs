using System.Runtime.CompilerServices;

namespace Amuro.Analysis.Statistics;

/// <summary>Checks confidence levels.</summary>
internal static class Levels
{
    public static void Check(double level, [CallerArgumentExpression(nameof(level))] string name = "")
    {
        if (!(level > 0 && level < 1))
        {
            throw new ArgumentOutOfRangeException(name, level, "Expected a confidence level between 0 and 1.");
        }
    }
}
