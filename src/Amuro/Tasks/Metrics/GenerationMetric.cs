namespace Amuro.Tasks.Metrics;

/// <summary>A way to compare a generated text with the texts that would have been right; the best of several counts. Higher is better.</summary>
/// <remarks>From 0 to 1, but <c>bleu</c>, <c>chrf</c> and <c>chrf++</c> from 0 to 100 as sacrebleu gives them.</remarks>
public sealed class GenerationMetric
{
    // lm-evaluation-harness draws no more for these, as they are slow.
    private const int MostCorpusResamples = 100;

    private readonly Func<TextPair, double> _score;
    private readonly Func<IReadOnlyList<TextPair>, int, MeanScore>? _corpus;

    private GenerationMetric(string name, Func<TextPair, double> score, Func<IReadOnlyList<TextPair>, int, MeanScore>? corpus = null)
    {
        Name = name;
        _score = score;
        _corpus = corpus;
    }

    /// <summary><c>exact_match</c>: 1 if the texts are equal once white space at both ends is gone.</summary>
    public static GenerationMetric ExactMatch { get; } =
        Best("exact_match", (prediction, reference) => prediction.AsSpan().Trim().SequenceEqual(reference.AsSpan().Trim()) ? 1 : 0);

    /// <summary><c>exact_match_strict</c>: 1 if the texts are equal as they are, a leading blank too: <c>exact_match</c> of lm-evaluation-harness.</summary>
    public static GenerationMetric StrictExactMatch { get; } = Best("exact_match_strict", (prediction, reference) => prediction == reference ? 1 : 0);

    /// <summary><c>squad_exact_match</c>: <see cref="SquadAnswer.ExactMatch"/>.</summary>
    public static GenerationMetric SquadExactMatch { get; } = Best("squad_exact_match", SquadAnswer.ExactMatch);

    /// <summary><c>squad_f1</c>: <see cref="SquadAnswer.F1"/>.</summary>
    public static GenerationMetric SquadF1 { get; } = Best("squad_f1", SquadAnswer.F1);

    /// <summary><c>rouge1</c>: F measure of common words.</summary>
    public static GenerationMetric Rouge1 { get; } = Best("rouge1", (prediction, reference) => Rouge.N(reference, prediction, 1).F);

    /// <summary><c>rouge2</c>: F measure of common pairs of words.</summary>
    public static GenerationMetric Rouge2 { get; } = Best("rouge2", (prediction, reference) => Rouge.N(reference, prediction, 2).F);

    /// <summary><c>rouge3</c>: F measure of common runs of three words.</summary>
    public static GenerationMetric Rouge3 { get; } = Best("rouge3", (prediction, reference) => Rouge.N(reference, prediction, 3).F);

    /// <summary><c>rougeL</c>: F measure of the longest common subsequence of words.</summary>
    public static GenerationMetric RougeL { get; } = Best("rougeL", (prediction, reference) => Rouge.L(reference, prediction).F);

    /// <summary><c>rougeLsum</c>: <c>rougeL</c> line by line.</summary>
    public static GenerationMetric RougeLsum { get; } = Best("rougeLsum", (prediction, reference) => Rouge.Lsum(reference, prediction).F);

    /// <summary><c>rouge1_stem</c>: <c>rouge1</c> of stems.</summary>
    public static GenerationMetric Rouge1Stem { get; } = Best("rouge1_stem", (prediction, reference) => Rouge.N(reference, prediction, 1, stem: true).F);

    /// <summary><c>rouge2_stem</c>: <c>rouge2</c> of stems.</summary>
    public static GenerationMetric Rouge2Stem { get; } = Best("rouge2_stem", (prediction, reference) => Rouge.N(reference, prediction, 2, stem: true).F);

    /// <summary><c>rouge3_stem</c>: <c>rouge3</c> of stems.</summary>
    public static GenerationMetric Rouge3Stem { get; } = Best("rouge3_stem", (prediction, reference) => Rouge.N(reference, prediction, 3, stem: true).F);

    /// <summary><c>rougeL_stem</c>: <c>rougeL</c> of stems.</summary>
    public static GenerationMetric RougeLStem { get; } = Best("rougeL_stem", (prediction, reference) => Rouge.L(reference, prediction, stem: true).F);

    /// <summary><c>rougeLsum_stem</c>: <c>rougeLsum</c> of stems.</summary>
    public static GenerationMetric RougeLsumStem { get; } = Best("rougeLsum_stem", (prediction, reference) => Rouge.Lsum(reference, prediction, stem: true).F);

    /// <summary><c>bleu</c>: of an item <see cref="Metrics.Bleu.Sentence"/>, of a task <see cref="Metrics.Bleu.Corpus(IReadOnlyList{TextPair})"/> with a bootstrap standard error.</summary>
    public static GenerationMetric Bleu { get; } = new("bleu", pair => Metrics.Bleu.Sentence(pair).Score, (pairs, resamples) =>
        Corpus([.. pairs.Select(BleuCounts.Of)], counts => Metrics.Bleu.Corpus(counts).Score, resamples));

    /// <summary><c>chrf</c>: of an item <see cref="Metrics.Chrf.Sentence"/>, of a task <see cref="Metrics.Chrf.Corpus"/> with a bootstrap standard error.</summary>
    public static GenerationMetric Chrf { get; } = OfCharacters("chrf", wordOrders: 0);

    /// <summary><c>chrf++</c>: <c>chrf</c> with runs of one and two words.</summary>
    public static GenerationMetric ChrfPlusPlus { get; } = OfCharacters("chrf++", wordOrders: 2);

    /// <summary>All of them; the first is the default.</summary>
    public static IReadOnlyList<GenerationMetric> All { get; } =
    [
        RougeL, Rouge1, Rouge2, Rouge3, RougeLsum, Rouge1Stem, Rouge2Stem, Rouge3Stem, RougeLStem, RougeLsumStem,
        ExactMatch, StrictExactMatch, SquadExactMatch, SquadF1, Bleu, Chrf, ChrfPlusPlus,
    ];

    /// <summary>Name in the tables.</summary>
    public string Name { get; }

    /// <summary>The score of one text.</summary>
    /// <param name="prediction">The text generated.</param>
    /// <param name="reference">The text expected.</param>
    public double Score(string prediction, string reference) => Score(prediction, [reference]);

    /// <summary>The score of one text of which several would have been right: the best of them counts.</summary>
    /// <param name="prediction">The text generated.</param>
    /// <param name="references">The texts expected, at least one.</param>
    /// <exception cref="ArgumentException">There are none.</exception>
    public double Score(string prediction, IReadOnlyList<string> references)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(references);
        if (references.Count == 0 || references.Any(r => r is null))
        {
            throw new ArgumentException($"metric '{Name}': expected at least one reference, found none or null", nameof(references));
        }

        return _score(new TextPair(prediction, references));
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>The score of a task: the mean over the items, or the score of all texts together.</summary>
    internal MeanScore Aggregate(IReadOnlyList<double> scores, IReadOnlyList<TextPair> pairs, int resamples) =>
        _corpus is null ? MeanScore.From(scores) : _corpus(pairs, Math.Min(resamples, MostCorpusResamples));

    private static GenerationMetric Best(string name, Func<string, string, double> score) =>
        new(name, pair => pair.References.Max(reference => score(pair.Prediction, reference)));

    private static GenerationMetric OfCharacters(string name, int wordOrders) => new(
        name,
        pair => Metrics.Chrf.Sentence(pair, wordOrders),
        (pairs, resamples) => Corpus(
            [.. pairs.Select(p => ChrfCounts.Of(p, wordOrders))], counts => Metrics.Chrf.Score(ChrfCounts.Sum(counts, wordOrders)), resamples));

    private static MeanScore Corpus<T>(IReadOnlyList<T> counts, Func<T[], double> score, int resamples) => counts.Count == 0
        ? MeanScore.From([])
        : new MeanScore(score([.. counts]), BootstrapError.Of(counts, score, resamples), counts.Count);
}
