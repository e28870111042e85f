using System.Collections.Immutable;
using Amuro.Tasks.Loading;

namespace Amuro.Tasks.BuiltIn;

/// <summary>A known data set: the layouts its files come in, and its prompts.</summary>
internal sealed record BuiltInTask(
    string Name,
    string Family,
    ImmutableArray<ColumnMapping> Layouts,
    ImmutableArray<PromptFormat> Formats,
    string? PrimaryMetric = null,
    string? Harness = null)
{
    /// <summary>How answers are obtained.</summary>
    public TaskKind Kind { get; init; } = TaskKind.MultipleChoice;

    /// <summary>Generation stops after so many tokens.</summary>
    public int MaxNewTokens { get; init; } = 32;

    /// <summary>Where the data are on the hub.</summary>
    public required HubSource Hub { get; init; }

    /// <summary>The prompt text of lm-evaluation-harness, if known.</summary>
    public PromptFormat? HarnessFormat => Harness is null ? null : new PromptFormat { Name = "harness", Template = Harness };
}
