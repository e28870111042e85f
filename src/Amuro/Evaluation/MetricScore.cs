namespace Amuro.Evaluation;

/// <summary>The score of a model on a task by one metric.</summary>
/// <param name="Metric">Name of the metric, such as <c>acc</c>.</param>
/// <param name="Score">Mean over the items, or the score of all items together where the metric has one (f1, bleu, perplexities); NaN without items.</param>
/// <param name="N">Number of items.</param>
/// <param name="StandardError">
/// Of a mean sample deviation (n - 1) / sqrt(n), else by the bootstrap; NaN with fewer than two items, and for perplexities.
/// </param>
/// <param name="Chance">Expected score of choosing at random; NaN where undefined.</param>
/// <param name="Majority">Score of always giving the most frequent answer; NaN where undefined.</param>
public sealed record MetricScore(string Metric, double Score, int N, double StandardError, double Chance, double Majority);
