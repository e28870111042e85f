using Amuro.Results;

namespace Amuro.Analysis.Auditing;

/// <summary>What the item records of one evaluation look like.</summary>
internal sealed record ItemCell
{
    /// <summary>The row of the score table, or one made of the records.</summary>
    public required ScoreRow Row { get; init; }

    /// <summary>Number of records.</summary>
    public required int N { get; init; }

    /// <summary>Whether the records have log-likelihoods of choices, so that labels are their indices.</summary>
    public required bool IsChoice { get; init; }

    /// <summary>The label that all items have; null if there are several.</summary>
    public required string? OnlyGold { get; init; }

    /// <summary>The prediction made for all items; null if there are several.</summary>
    public required string? OnlyPrediction { get; init; }

    /// <summary>Items whose label is -1 or no index of their choices.</summary>
    public required int BadGolds { get; init; }

    /// <summary>One label of those.</summary>
    public required string BadGold { get; init; }

    /// <summary>Items for which worked examples were left out.</summary>
    public required int ShotsDropped { get; init; }

    /// <summary>Items whose prompt was cut.</summary>
    public required int Truncated { get; init; }
}
