using Amuro.Tasks.Metrics;
using FsCheck;
using FsCheck.Xunit;

namespace Amuro.Tests.Tasks;

/// <summary>What must hold of the metrics for any texts and any predictions.</summary>
public sealed class MetricLaws
{
    private static readonly string[] s_words = ["the", "running", "cat", "cats", "a", "news", "é", "3.5", "-", "Sat.", "ſ", "😀"];

    [Property]
    public void Scores_of_texts_lie_in_their_range(byte[] first, byte[] second)
    {
        foreach (GenerationMetric metric in GenerationMetric.All)
        {
            Assert.InRange(metric.Score(Text(first), Text(second)), 0, IsPercent(metric) ? 100.0000001 : 1.0000001);
        }
    }

    [Property]
    public void A_text_agrees_with_itself(NonEmptyArray<byte> bytes)
    {
        string text = Text(bytes.Get);
        foreach (GenerationMetric metric in GenerationMetric.All.Except([GenerationMetric.Rouge2, GenerationMetric.Rouge3, GenerationMetric.Rouge2Stem, GenerationMetric.Rouge3Stem]))
        {
            bool compares = metric == GenerationMetric.SquadF1 ? SquadAnswer.Normalise(text).Length > 0
                : metric.Name.StartsWith("rouge", StringComparison.Ordinal) ? Rouge.Tokens(text).Count > 0
                : metric != GenerationMetric.Bleu || Bleu.Tokens(text).Count > 0;
            Assert.Equal(!compares ? 0 : IsPercent(metric) ? 100 : 1, metric.Score(text, text), 1e-9);
        }
    }

    [Property]
    public void F_does_not_tell_the_sides_apart(byte[] first, byte[] second)
    {
        (string a, string b) = (Text(first), Text(second));
        foreach (bool stem in (bool[])[false, true])
        {
            AssertMirrored(Rouge.N(a, b, 1, stem), Rouge.N(b, a, 1, stem));
            AssertMirrored(Rouge.N(a, b, 2, stem), Rouge.N(b, a, 2, stem));
            AssertMirrored(Rouge.L(a, b, stem), Rouge.L(b, a, stem));
        }

        Assert.Equal(SquadAnswer.F1(a, b), SquadAnswer.F1(b, a), 1e-12);
        Assert.Equal(SquadAnswer.ExactMatch(a, b), SquadAnswer.ExactMatch(b, a));
    }

    [Property]
    public void One_more_reference_never_lowers_a_score(byte[] prediction, byte[] first, byte[] second)
    {
        // Not so for BLEU, whose brevity penalty follows the nearest length.
        foreach (GenerationMetric metric in GenerationMetric.All.Where(m => m != GenerationMetric.Bleu))
        {
            double one = metric.Score(Text(prediction), Text(first));
            double both = metric.Score(Text(prediction), [Text(second), Text(first)]);
            Assert.True(both >= one - 1e-9, $"{metric}: {one} with one reference, {both} with two");
        }
    }

    [Property]
    public void The_longest_subsequence_is_no_longer_than_the_common_words(byte[] first, byte[] second) =>
        Assert.True(Rouge.L(Text(first), Text(second)).F <= Rouge.N(Text(first), Text(second), 1).F + 1e-12);

    [Property]
    public void A_corpus_of_one_long_text_scores_as_the_text(NonEmptyArray<byte> bytes)
    {
        TextPair pair = new(string.Concat(Enumerable.Repeat(Text(bytes.Get) + " word ", 4)), ["a word and another word", Text(bytes.Get)]);
        Assert.Equal(Bleu.Sentence(pair).Score, Bleu.Corpus([pair]).Score, 1e-9);
        Assert.Equal(Chrf.Sentence(pair, 2), Chrf.Corpus([pair], 2), 1e-9);
    }

    [Property]
    public void Matthews_correlation_changes_its_sign_with_the_predictions((bool Gold, bool Predicted)[] items)
    {
        LabelPair[] pairs = [.. items.Select(i => new LabelPair(i.Gold ? 1 : 0, i.Predicted ? 1 : 0))];
        double value = MatthewsCorrelation.Of(pairs);
        if (pairs.Length == 0)
        {
            Assert.True(double.IsNaN(value) && double.IsNaN(BinaryF1.Of(pairs)));
            return;
        }

        Assert.InRange(value, -1 - 1e-12, 1 + 1e-12);
        Assert.Equal(value, -MatthewsCorrelation.Of([.. pairs.Select(p => p with { Predicted = 1 - p.Predicted })]), 1e-12);
        Assert.Equal(value, MatthewsCorrelation.Of([.. pairs.Select(p => new LabelPair(p.Predicted, p.Gold))]), 1e-12);
        Assert.InRange(BinaryF1.Of(pairs), 0, 1);
        Assert.Equal(pairs.Any(p => p.Gold == 1) ? 1 : 0, BinaryF1.Of([.. pairs.Select(p => p with { Predicted = p.Gold })]));
    }

    [Property]
    public void All_accuracies_agree_on_choices_of_one_length(byte[] sums)
    {
        double[] logLikelihoods = [.. sums.Select(s => -s / 7.0)];
        var item = new ChoiceOutcome
        {
            Choices = [.. sums.Select((_, i) => ((char)('a' + (i % 26))).ToString())],
            LogLikelihoods = logLikelihoods,
            TokenCounts = [.. sums.Select(_ => 1)],
            UnconditionalLogLikelihoods = [.. sums.Select(_ => -3.0)],
        };
        int best = logLikelihoods.Length == 0 ? -1 : Array.IndexOf(logLikelihoods, logLikelihoods.Max());
        Assert.All(ChoiceMetric.All, m => Assert.Equal(best, m.Predict(item)));
    }

    private static void AssertMirrored(RougeScore one, RougeScore other)
    {
        Assert.Equal(one.F, other.F, 1e-12);
        Assert.Equal(one.Precision, other.Recall, 1e-12);
    }

    private static bool IsPercent(GenerationMetric metric) =>
        metric == GenerationMetric.Bleu || metric == GenerationMetric.Chrf || metric == GenerationMetric.ChrfPlusPlus;

    private static string Text(byte[] bytes) => string.Concat(bytes.Select(b => s_words[b % s_words.Length] + (b % 7 == 0 ? "\n" : " "))).TrimEnd();
}
