namespace Amuro.Studies;

/// <summary>A cell that was computed again, beside what is stored of it.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Differences">One line each: what, what is stored, what was found now. None: every bit is the same.</param>
public sealed record Reproduction(PlannedCell Cell, IReadOnlyList<string> Differences)
{
    /// <summary>Whether every bit is the same.</summary>
    public bool IsSame => Differences.Count == 0;
}
