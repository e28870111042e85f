using System.Collections.Immutable;

namespace Amuro.Analysis.Auditing.Rules;

/// <summary>Named numbers, in the order of their names.</summary>
internal static class Figures
{
    public static IReadOnlyDictionary<string, double> Of(params IEnumerable<(string Name, double Value)> figures) =>
        figures.ToImmutableSortedDictionary(f => f.Name, f => f.Value, StringComparer.Ordinal);
}
