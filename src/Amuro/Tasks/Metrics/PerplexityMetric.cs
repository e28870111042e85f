namespace Amuro.Tasks.Metrics;

/// <summary>
/// How surprising texts are to a model, for each word or byte: sums over all texts are divided, not averages averaged. As
/// lm-evaluation-harness 0.4.13 does, without a standard error.
/// </summary>
public sealed class PerplexityMetric
{
    private readonly Func<double, TextSize, double> _value;

    private PerplexityMetric(string name, bool higherIsBetter, Func<double, TextSize, double> value)
    {
        Name = name;
        HigherIsBetter = higherIsBetter;
        _value = value;
    }

    /// <summary><c>word_perplexity</c>: exp(-log-likelihood / words).</summary>
    public static PerplexityMetric WordPerplexity { get; } = new("word_perplexity", false, (sum, size) => Math.Exp(-sum / size.Words));

    /// <summary><c>byte_perplexity</c>: exp(-log-likelihood / bytes).</summary>
    public static PerplexityMetric BytePerplexity { get; } = new("byte_perplexity", false, (sum, size) => Math.Exp(-sum / size.Bytes));

    /// <summary><c>bits_per_byte</c>: -log-likelihood / bytes / ln 2.</summary>
    public static PerplexityMetric BitsPerByte { get; } = new("bits_per_byte", false, (sum, size) => -sum / size.Bytes / Math.Log(2));

    /// <summary><c>log2_per_byte</c>: minus <c>bits_per_byte</c>, so that higher is better as the analyses expect of a primary metric.</summary>
    public static PerplexityMetric Log2PerByte { get; } = new("log2_per_byte", true, (sum, size) => sum / size.Bytes / Math.Log(2));

    /// <summary>All of them; the first is the default as a primary metric.</summary>
    public static IReadOnlyList<PerplexityMetric> All { get; } = [Log2PerByte, WordPerplexity, BytePerplexity, BitsPerByte];

    /// <summary>Name in the tables.</summary>
    public string Name { get; }

    /// <summary>Whether a higher score is a better one. Only such a metric can be a task's primary one.</summary>
    public bool HigherIsBetter { get; }

    /// <summary>The score of one text, or of several by their sums; NaN without words or bytes.</summary>
    /// <param name="logLikelihood">Sum of natural-log probabilities of all tokens.</param>
    /// <param name="size">The size of the text.</param>
    public double Score(double logLikelihood, TextSize size) =>
        size.Bytes == 0 && this != WordPerplexity ? double.NaN : size.Words == 0 ? double.NaN : _value(logLikelihood, size);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
