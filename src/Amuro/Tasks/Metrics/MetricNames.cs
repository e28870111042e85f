namespace Amuro.Tasks.Metrics;

/// <summary>The names of the metrics that each kind of task has.</summary>
internal static class MetricNames
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> Of(TaskKind kind) => kind switch
    {
        TaskKind.MultipleChoice => [.. ChoiceMetric.All.Select(m => m.Name)],
        TaskKind.Generation => [.. GenerationMetric.All.Select(m => m.Name)],
        _ => [.. PerplexityMetric.All.Select(m => m.Name)],
    };

    /// <summary>Those of which a higher score is better: the analyses take it so.</summary>
    public static IReadOnlyList<string> Primary(TaskKind kind) => kind switch
    {
        TaskKind.MultipleChoice => [.. ChoiceMetric.All.Where(m => m.HigherIsBetter).Select(m => m.Name)],
        TaskKind.Generation => [.. GenerationMetric.All.Select(m => m.Name)],
        _ => [.. PerplexityMetric.All.Where(m => m.HigherIsBetter).Select(m => m.Name)],
    };

    /// <summary>Those computed where none is asked for.</summary>
    public static IReadOnlyList<string> Defaults(TaskKind kind) => kind switch
    {
        TaskKind.MultipleChoice => [ChoiceMetric.Accuracy.Name, ChoiceMetric.NormalisedAccuracy.Name],
        TaskKind.Generation => [GenerationMetric.ExactMatch.Name, GenerationMetric.RougeL.Name],
        _ => [PerplexityMetric.WordPerplexity.Name, PerplexityMetric.BytePerplexity.Name, PerplexityMetric.BitsPerByte.Name],
    };
}
