namespace Amuro.Tasks.Metrics;

/// <summary>A way to compare a generated text with the reference; 1 is best, 0 worst.</summary>
public sealed class GenerationMetric
{
    private readonly Func<string, string, double> _score;

    private GenerationMetric(string name, Func<string, string, double> score)
    {
        Name = name;
        _score = score;
    }

    /// <summary><c>exact_match</c>: 1 if the texts are equal once white space at both ends is gone.</summary>
    public static GenerationMetric ExactMatch { get; } =
        new("exact_match", (prediction, reference) => prediction.AsSpan().Trim().SequenceEqual(reference.AsSpan().Trim()) ? 1 : 0);

    /// <summary><c>rouge1</c>: F measure of common words.</summary>
    public static GenerationMetric Rouge1 { get; } = new("rouge1", (prediction, reference) => Rouge.N(reference, prediction, 1).F);

    /// <summary><c>rouge2</c>: F measure of common pairs of words.</summary>
    public static GenerationMetric Rouge2 { get; } = new("rouge2", (prediction, reference) => Rouge.N(reference, prediction, 2).F);

    /// <summary><c>rougeL</c>: F measure of the longest common subsequence of words.</summary>
    public static GenerationMetric RougeL { get; } = new("rougeL", (prediction, reference) => Rouge.L(reference, prediction).F);

    /// <summary>All of them; the first is the default.</summary>
    public static IReadOnlyList<GenerationMetric> All { get; } = [RougeL, Rouge1, Rouge2, ExactMatch];

    /// <summary>Name in the tables.</summary>
    public string Name { get; }

    /// <summary>The score of one text.</summary>
    /// <param name="prediction">The text generated.</param>
    /// <param name="reference">The text expected.</param>
    public double Score(string prediction, string reference)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(reference);
        return _score(prediction, reference);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
