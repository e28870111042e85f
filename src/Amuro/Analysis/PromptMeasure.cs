namespace Amuro.Analysis;

/// <summary>A measure of how much a model depends on the prompt format.</summary>
public enum PromptMeasure
{
    /// <summary>Highest minus lowest score over the formats (FormatSpread, arXiv 2310.11324).</summary>
    Spread,

    /// <summary>Standard deviation (n - 1) of the scores of the formats.</summary>
    StandardDeviation,

    /// <summary>Share of items with the same prediction in all formats.</summary>
    Consistency,

    /// <summary>PSS: mean difference of an item's scores in two formats (ProSA, arXiv 2410.12405).</summary>
    Pss,

    /// <summary>POSIX: how far the log-likelihood per token of an answer moves with the prompt (arXiv 2410.02185), in nats.</summary>
    Posix,

    /// <summary>Fleiss' kappa of the predictions, the formats being the raters.</summary>
    FleissKappa,
}
