using System.Collections.Immutable;
using Amuro.Tasks.Loading;

namespace Amuro.Tasks.BuiltIn;

/// <summary>A known data set: the layouts its files come in, and its prompts.</summary>
internal sealed record BuiltInTask(
    string Name,
    string Family,
    ImmutableArray<ColumnMapping> Layouts,
    ImmutableArray<PromptFormat> Formats,
    string PrimaryMetric = "acc",
    string? Harness = null)
{
    /// <summary>The prompt text of lm-evaluation-harness, if known.</summary>
    public PromptFormat? HarnessFormat => Harness is null ? null : new PromptFormat { Name = "harness", Template = Harness };
}
