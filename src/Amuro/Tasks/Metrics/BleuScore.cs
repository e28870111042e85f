using System.Collections.Immutable;

namespace Amuro.Tasks.Metrics;

/// <summary>BLEU, and what it is made of.</summary>
/// <param name="Score">From 0 to 100.</param>
/// <param name="Counts">Runs of 1, 2, 3 and 4 tokens that the prediction has in common with a reference.</param>
/// <param name="Totals">Runs of 1, 2, 3 and 4 tokens in the prediction.</param>
/// <param name="Precisions">Counts over totals in percent, smoothed.</param>
/// <param name="BrevityPenalty">1 if the prediction is as long as the reference, below if shorter.</param>
/// <param name="PredictionLength">Tokens of the prediction.</param>
/// <param name="ReferenceLength">Tokens of the reference nearest in length.</param>
public sealed record BleuScore(
    double Score,
    ImmutableArray<int> Counts,
    ImmutableArray<int> Totals,
    ImmutableArray<double> Precisions,
    double BrevityPenalty,
    int PredictionLength,
    int ReferenceLength);
