using Amuro.Runtime;
using Amuro.Tasks.Metrics;

namespace Amuro.Tests.Tasks;

/// <summary>Rules of the text metrics that can be told by hand.</summary>
public sealed class TextMetricTests
{
    // Examples of Porter's paper, and the words in which nltk differs from it.
    [Theory]
    [InlineData("caresses", "caress")]
    [InlineData("hopping", "hop")]
    [InlineData("falling", "fall")]
    [InlineData("filing", "file")]
    [InlineData("relational", "relat")]
    [InlineData("triplicate", "triplic")]
    [InlineData("adjustment", "adjust")]
    [InlineData("controll", "control")]
    [InlineData("skies", "sky")]
    [InlineData("dying", "die")]
    [InlineData("News", "news")]
    [InlineData("say", "say")]
    [InlineData("happy", "happi")]
    [InlineData("ties", "tie")]
    [InlineData("technologies", "technolog")]
    [InlineData("as", "as")]
    public void Stems(string word, string stem) => Assert.Equal(stem, PorterStemmer.Stem(word));

    [Fact]
    public void Short_words_are_compared_as_they_are_even_by_stems() =>
        Assert.Equal(["the", "dog", "is", "run", "ties"[..3]], Rouge.Tokens("The dog is running, ties", stem: true));

    [Fact]
    public void Summaries_are_compared_line_by_line()
    {
        Assert.Equal(1, Rouge.Lsum("one two\nthree four", "three four\n\none two").F);
        Assert.Equal(0.5, Rouge.L("one two\nthree four", "three four\n\none two").F);
    }

    [Fact]
    public void A_word_counts_no_oftener_than_it_stands_on_either_side() =>
        Assert.Equal(new RougeScore(0.25, 0.5, 1 / 3.0), Rouge.Lsum("the cat", "the the\nthe the"));

    [Theory]
    [InlineData("The  Eiffel-Tower!", "eiffeltower")]
    [InlineData("an apple, a pear", "apple pear")]
    [InlineData("anthem of the “thea”", "anthem of “thea”")]
    [InlineData("ÅNGSTRÖM ΣΑΣ", "ångström σας")]
    public void Answers_are_normalised(string text, string normalised) => Assert.Equal(normalised, SquadAnswer.Normalise(text));

    [Fact]
    public void An_answer_of_articles_alone_matches_but_has_no_common_words()
    {
        Assert.Equal(1, SquadAnswer.ExactMatch("a", "The"));
        Assert.Equal(0, SquadAnswer.F1("a", "The"));
    }

    [Fact]
    public void Short_texts_are_penalised_and_orders_without_a_match_smoothed()
    {
        BleuScore score = Bleu.Sentence(new TextPair("the cat sat", ["the cat on the mat"]));
        Assert.Equal((int[])[2, 1, 0, 0], score.Counts.AsEnumerable());
        Assert.Equal((int[])[3, 2, 1, 0], score.Totals.AsEnumerable());
        Assert.Equal(50, score.Precisions[2], 1e-9); // 100 / (2 * 1)
        Assert.Equal(Math.Exp(1 - (5 / 3.0)), score.BrevityPenalty, 1e-12);
        Assert.Equal(score.BrevityPenalty * Math.Pow(200 / 3.0 * 50 * 50, 1 / 3.0), score.Score, 1e-9);
        Assert.Equal(0, Bleu.Sentence(new TextPair("dog", ["cat"])).Score);
    }

    [Fact]
    public void What_is_no_pair_or_no_two_choice_task_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Bleu.Sentence(new TextPair("a", [])));
        Assert.Throws<ArgumentException>(() => Chrf.Sentence(new TextPair("a", [])));
        Assert.Throws<ArgumentException>(() => GenerationMetric.RougeL.Score("a", []));
        Assert.Contains("found the choice 2", Assert.Throws<AmuroException>(() => BinaryF1.Of([new(0, 2)])).Message, StringComparison.Ordinal);
        Assert.True(double.IsNaN(BinaryF1.Of([new(1, -1)])) && double.IsNaN(MatthewsCorrelation.Of([new(1, -1)])));
        var item = new ChoiceOutcome { Choices = ["a", "b"], LogLikelihoods = [-1, -2] };
        Assert.Contains("TokenCounts", Assert.Throws<ArgumentException>(() => ChoiceMetric.TokenAccuracy.Predict(item)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ChoiceMetric.MutualInformationAccuracy.Predict(item));
        Assert.Throws<ArgumentException>(() => ChoiceMetric.ExactMatch.Score(item));
    }

    [Fact]
    public void Metrics_of_choices_differ_where_they_should()
    {
        var item = new ChoiceOutcome
        {
            Choices = ["éé", "abc", "x"],
            LogLikelihoods = [-6, -8, -4],
            Gold = 1,
            TokenCounts = [1, 4, 1],
            UnconditionalLogLikelihoods = [-7, -20, -3],
            IsGreedy = [false, true, false],
        };
        Assert.Equal(2, ChoiceMetric.Accuracy.Predict(item));
        Assert.Equal(1, ChoiceMetric.NormalisedAccuracy.Predict(item)); // -3, -2.67, -4
        Assert.Equal(0, ChoiceMetric.ByteAccuracy.Predict(item)); // -1.5, -2.67, -4
        Assert.Equal(1, ChoiceMetric.TokenAccuracy.Predict(item)); // -6, -2, -4
        Assert.Equal(1, ChoiceMetric.MutualInformationAccuracy.Predict(item)); // 1, 12, -1
        Assert.Equal(1, ChoiceMetric.ExactMatch.Score(item));
        double sum = Math.Exp(-6) + Math.Exp(-8) + Math.Exp(-4);
        double brier = Math.Pow(Math.Exp(-6) / sum, 2) + Math.Pow((Math.Exp(-8) / sum) - 1, 2) + Math.Pow(Math.Exp(-4) / sum, 2);
        Assert.Equal(brier, ChoiceMetric.Brier.Score(item), 1e-12);
    }

    [Theory]
    [InlineData("", 1, 0)]
    [InlineData("one", 1, 3)]
    [InlineData(" one\u2003two\u001C", 4, 11)]
    public void Words_are_pieces_between_white_space(string text, long words, long bytes) => Assert.Equal(new TextSize(words, bytes), TextSize.Of(text));

    // python3 -c "import random; r = random.Random(SEED); print(r.random(), r.random())"
    [Theory]
    [InlineData(0u, 0.8444218515250481, 0.7579544029403025)]
    [InlineData(1u, 0.13436424411240122, 0.8474337369372327)]
    public void The_generator_is_that_of_Python(uint seed, double first, double second)
    {
        var random = new MersenneTwister(seed);
        Assert.Equal(first, random.NextDouble());
        Assert.Equal(second, random.NextDouble());
    }
}
