namespace Amuro.Tasks.Metrics;

/// <summary>A way to score a multiple-choice task by the log-likelihoods of the choices.</summary>
/// <remarks>Conventions of lm-evaluation-harness 0.4.13: ties go to the first, lengths are those of the choice without the delimiter.</remarks>
public abstract class ChoiceMetric
{
    private protected ChoiceMetric(string name) => Name = name;

    /// <summary><c>acc</c>: the highest sum of log-probabilities.</summary>
    public static ChoiceMetric Accuracy { get; } = new DividedAccuracy("acc", (_, _) => 1);

    /// <summary><c>acc_norm</c>: the highest sum divided by the length of the choice in Unicode code points.</summary>
    public static ChoiceMetric NormalisedAccuracy { get; } = new DividedAccuracy("acc_norm", (item, i) => DividedAccuracy.CodePoints(item.Choices[i]));

    /// <summary><c>acc_bytes</c>: the highest sum divided by the length of the choice in UTF-8 bytes.</summary>
    public static ChoiceMetric ByteAccuracy { get; } = new DividedAccuracy("acc_bytes", (item, i) => System.Text.Encoding.UTF8.GetByteCount(item.Choices[i]));

    /// <summary><c>acc_tokens</c>: the highest mean log-probability of a token (Brown et al. 2020, arXiv 2005.14165). Not in lm-evaluation-harness.</summary>
    public static ChoiceMetric TokenAccuracy { get; } = new DividedAccuracy("acc_tokens", DividedAccuracy.Tokens);

    /// <summary>
    /// <c>acc_mutual_info</c>: the highest pointwise mutual information of choice and context, that is log-likelihood less the log-likelihood
    /// of the choice without context (Holtzman et al. 2021, arXiv 2104.08315).
    /// </summary>
    public static ChoiceMetric MutualInformationAccuracy { get; } = new MutualInformationAccuracy();

    /// <summary><c>exact_match</c>: whether the right choice is what the model would have written greedily.</summary>
    public static ChoiceMetric ExactMatch { get; } = new GoldIsGreedy();

    /// <summary><c>f1</c>: <see cref="BinaryF1"/> of the predictions of <c>acc</c>, with a bootstrap standard error. For two choices only.</summary>
    public static ChoiceMetric F1 { get; } = new LabelMetric("f1", BinaryF1.Of, chance: double.NaN);

    /// <summary><c>mcc</c>: <see cref="MatthewsCorrelation"/> of the predictions of <c>acc</c>, with a bootstrap standard error.</summary>
    public static ChoiceMetric Matthews { get; } = new LabelMetric("mcc", MatthewsCorrelation.Of, chance: 0);

    /// <summary><c>brier_score</c>: squared distance of the choices' probabilities from the right answer; lower is better.</summary>
    public static ChoiceMetric Brier { get; } = new BrierScore();

    /// <summary>All of them; the first is the default.</summary>
    public static IReadOnlyList<ChoiceMetric> All { get; } =
        [Accuracy, NormalisedAccuracy, ByteAccuracy, TokenAccuracy, MutualInformationAccuracy, ExactMatch, F1, Matthews, Brier];

    /// <summary>Name in the tables.</summary>
    public string Name { get; }

    /// <summary>Whether a higher score is a better one. Only such a metric can be a task's primary one.</summary>
    public virtual bool HigherIsBetter => true;

    /// <summary>Whether it needs <see cref="ChoiceOutcome.UnconditionalLogLikelihoods"/>.</summary>
    public virtual bool NeedsUnconditional => false;

    /// <summary>Whether the chance level and the majority share of labels are levels of this metric.</summary>
    internal virtual bool IsAccuracy => true;

    /// <summary>The level of an answer that does not depend on the item, where it is not that of an accuracy.</summary>
    internal virtual double ConstantLevel => double.NaN;

    /// <summary>Index of the choice taken; -1 if a log-likelihood is NaN, or there are none.</summary>
    /// <param name="item">What the model gave.</param>
    /// <exception cref="ArgumentException">It lacks what this metric needs, or has another number of it than of choices.</exception>
    public abstract int Predict(ChoiceOutcome item);

    /// <summary>
    /// Score of one item; NaN if none can be told (a missing score is not a wrong one). Of a metric of the whole task (<c>f1</c>, <c>mcc</c>)
    /// it is the item's part: 1 if the right choice is taken, else 0.
    /// </summary>
    /// <param name="item">What the model gave.</param>
    /// <inheritdoc cref="Predict(ChoiceOutcome)" path="/exception"/>
    public virtual double Score(ChoiceOutcome item)
    {
        ArgumentNullException.ThrowIfNull(item);
        int taken = Predict(item);
        return taken < 0 ? double.NaN : taken == item.Gold ? 1 : 0;
    }

    /// <summary>Index of the choice taken, for metrics that need no more than this.</summary>
    /// <param name="logLikelihoods">Sum of natural-log probabilities of each choice's tokens.</param>
    /// <param name="choices">The choices' texts.</param>
    /// <inheritdoc cref="Predict(ChoiceOutcome)" path="/returns|/exception"/>
    public int Predict(IReadOnlyList<double> logLikelihoods, IReadOnlyList<string> choices)
    {
        ArgumentNullException.ThrowIfNull(logLikelihoods);
        ArgumentNullException.ThrowIfNull(choices);
        return Predict(new ChoiceOutcome { Choices = choices, LogLikelihoods = logLikelihoods });
    }

    /// <summary>1 if the gold choice is taken, 0 if another, NaN if none can be told; for metrics that need no more than this.</summary>
    /// <param name="logLikelihoods">Sum of natural-log probabilities of each choice's tokens.</param>
    /// <param name="choices">The choices' texts.</param>
    /// <param name="gold">Index of the right choice.</param>
    /// <inheritdoc cref="Predict(ChoiceOutcome)" path="/exception"/>
    public double Score(IReadOnlyList<double> logLikelihoods, IReadOnlyList<string> choices, int gold)
    {
        ArgumentNullException.ThrowIfNull(logLikelihoods);
        ArgumentNullException.ThrowIfNull(choices);
        return Score(new ChoiceOutcome { Choices = choices, LogLikelihoods = logLikelihoods, Gold = gold });
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>The score of a task. Default: the mean over the items.</summary>
    internal virtual MeanScore Aggregate(IReadOnlyList<double> scores, IReadOnlyList<LabelPair> pairs, int resamples) => MeanScore.From(scores);

    /// <summary>Index of the highest value, the first of equals; -1 if one is NaN or there are none.</summary>
    private protected static int Highest(int count, Func<int, double> value)
    {
        int best = -1;
        double highest = double.NaN;
        for (int i = 0; i < count; i++)
        {
            double next = value(i);
            if (double.IsNaN(next))
            {
                return -1;
            }

            if (best < 0 || next > highest)
            {
                (best, highest) = (i, next);
            }
        }

        return best;
    }

    /// <summary>Refuses an item that has another number of something than of choices.</summary>
    private protected void Check<T>(ChoiceOutcome item, IReadOnlyList<T> values, string name)
    {
        if (values.Count != item.Choices.Count)
        {
            throw new ArgumentException($"metric '{Name}', {name}: expected {item.Choices.Count}, one a choice, found {values.Count}", nameof(item));
        }
    }
}
