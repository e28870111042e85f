namespace Amuro.Results.Importers;

/// <summary>What an importer made of another tool's files.</summary>
public sealed record Imported
{
    /// <summary>The scores, in the order of the files.</summary>
    public ScoreTable Scores { get; init; } = ScoreTable.Empty;

    /// <summary>The records of single items; empty where the files have none.</summary>
    public ItemTable Items { get; init; } = ItemTable.Empty;

    /// <summary>All that could not be imported; empty unless <see cref="ImportOptions.CollectProblems"/> is set.</summary>
    public IReadOnlyList<ImportProblem> Problems { get; init; } = [];

    /// <summary>The tables as the analyses take them.</summary>
    public StudyResults ToResults() => new() { Scores = Scores, Items = Items };
}
