namespace Amuro.Studies.Slurm;

/// <summary>What following the jobs needs of a study.</summary>
/// <param name="Folder">Absolute path of its folder.</param>
/// <param name="Cells">The cells that were missing at the beginning.</param>
/// <param name="ModelOf">What tells the model state of a cell from others: cells of one state and stage are computed by one job.</param>
/// <param name="StateOf">How far a cell is, as the folder says.</param>
/// <param name="Knows">Whether the study has a cell at all.</param>
/// <param name="Report">Tells whoever follows the study what a cell does.</param>
internal sealed record SlurmWork(
    string Folder,
    IReadOnlyList<PlannedCell> Cells,
    Func<PlannedCell, string> ModelOf,
    Func<string, CellState> StateOf,
    Func<string, bool> Knows,
    Action<string, string> Report);
