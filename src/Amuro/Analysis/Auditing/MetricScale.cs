namespace Amuro.Analysis.Auditing;

/// <summary>What the name of a metric says about its values.</summary>
internal static class MetricScale
{
    private static readonly string[] s_unbounded = ["loss", "entropy", "ppl", "perplexity", "bpb", "bits", "nll", "log", "likelihood", "tokens", "flops", "bleu", "chrf", "ter"];
    private static readonly string[] s_correlations = ["mcc", "pearson", "spearman", "kendall", "kappa", "corr"];
    private static readonly string[] s_binary = ["acc", "accuracy", "exact_match", "em"];

    // Short words stand for themselves: "ter" is a metric, "character_f1" has one inside.
    /// <summary>Lowest and highest value possible.</summary>
    public static (double Low, double High) Range(string metric) =>
        Has(metric, s_unbounded) ? (double.NegativeInfinity, double.PositiveInfinity)
        : Has(metric, s_correlations) ? (-1, 1)
        : (0, 1);

    /// <summary>Whether 0 is the worst and 1 the best value.</summary>
    public static bool IsUnit(string metric) => Range(metric) == (0, 1);

    /// <summary>Whether each item scores 0 or 1, so that score and number of items give the standard error.</summary>
    public static bool IsBinary(string metric) =>
        Array.Exists(s_binary, name => metric.Equals(name, StringComparison.OrdinalIgnoreCase)
            || (metric.Length > name.Length && metric.StartsWith(name, StringComparison.OrdinalIgnoreCase) && metric[name.Length] is '_' or ','));

    private static bool Has(string metric, string[] words) =>
        metric.Split('_', ',', '-', '.', '/').Any(part => Array.Exists(words, w => w.Length <= 4
            ? part.Equals(w, StringComparison.OrdinalIgnoreCase)
            : part.Contains(w, StringComparison.OrdinalIgnoreCase)));
}
