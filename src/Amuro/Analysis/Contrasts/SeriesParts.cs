using Amuro.Analysis.Grid;

namespace Amuro.Analysis.Contrasts;

/// <summary>The early and the late part of a series: a third of its checkpoints each, at least one.</summary>
internal static class SeriesParts
{
    /// <summary>Terms of late minus early: <paramref name="cell"/> of each step.</summary>
    public static List<Term> LateMinusEarly(long[] steps, Func<long, Cell?> cell)
    {
        long[] late = Late(steps);
        long[] early = Early(steps);
        return [.. late.Select(s => new Term(cell(s), 1.0 / late.Length)), .. early.Select(s => new Term(cell(s), -1.0 / early.Length))];
    }

    public static long[] Early(long[] steps) => steps[..Part(steps)];

    public static long[] Late(long[] steps) => steps[^Part(steps)..];

    private static int Part(long[] steps) => Math.Max(1, (int)Math.Round(steps.Length / 3.0));
}
