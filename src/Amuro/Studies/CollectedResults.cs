using Amuro.Results;

namespace Amuro.Studies;

/// <summary>What a study has found so far.</summary>
/// <param name="Results">The tables of what is there.</param>
/// <param name="Missing">The cells that are not done.</param>
public sealed record CollectedResults(StudyResults Results, IReadOnlyList<PlannedCell> Missing);
