namespace Amuro.Studies;

/// <summary>A study at one moment.</summary>
/// <param name="Done">Cells that are done.</param>
/// <param name="Total">All cells.</param>
/// <param name="Running">Those that a process is at.</param>
/// <param name="Failed">Those whose latest attempt failed.</param>
/// <param name="Remaining">Estimated time left, from what finished cells took and how many are at work at once; null while unknown.</param>
public sealed record StudyStatus(
    int Done, int Total, IReadOnlyList<CellStatus> Running, IReadOnlyList<CellStatus> Failed, TimeSpan? Remaining)
{
    /// <summary>Whether every cell is done.</summary>
    public bool IsDone => Done == Total;
}

/// <summary>A cell at one moment.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="State">How far it is.</param>
/// <param name="Activity">The last line of its log, such as <c>trained 40/120, loss 0.310</c>.</param>
public sealed record CellStatus(PlannedCell Cell, CellState State, string Activity);
