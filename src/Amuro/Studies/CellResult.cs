using Amuro.Results;

namespace Amuro.Studies;

/// <summary>What the store keeps of one model state on one task in one format.</summary>
internal sealed record CellResult(IReadOnlyList<ScoreRow> Scores, IReadOnlyList<ItemRecord> Items);
