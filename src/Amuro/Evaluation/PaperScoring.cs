using Amuro.Analysis.Statistics;
using Amuro.Tasks;
using Amuro.Tasks.Metrics;

namespace Amuro.Evaluation;

/// <summary>
/// How the paper "Amuro and Char" (arXiv 2408.06663) scored, read from its authors' code (github.com/KaiserWhoLearns/AmuroCharPTFTRelationship,
/// commit 8b79c39: <c>eval/predict_classification.py</c>, <c>eval/predict.py</c>, <c>eval/eval_pred.py</c>, <c>scripts/exp_scripts/generate_pred.sh</c>).
/// Turned on by <see cref="Evaluator.WithPaperScoring"/>; only for comparisons with the paper's numbers.
/// </summary>
/// <remarks>
/// Its quirks, all of them kept:
/// <list type="bullet">
/// <item>Tasks with label words: the next token after the prompt is the prediction, among the tokens of all label words written with and
/// without a leading blank. EVERY token of each word is a candidate, not only its first, so a later piece of a word can win; so can a
/// special token that the tokenizer adds to a word. The first of equals wins.</item>
/// <item>The label words are those of the paper whatever the task has: entailment, neutral, contradiction for inference (so for RTE too, where
/// contradiction is always wrong), yes and no for paraphrases. A prediction that is none of the item's choices is wrong.</item>
/// <item>A word becomes a label by the first match of a substring: contradiction, neutral, entailment in this order; no before yes, so that
/// "know" is a no. See <see cref="Label"/>.</item>
/// <item>All other tasks, multiple choice with free choices (SocialIQa, SciQ) included, are generation: 60 tokens, greedy, ended by the
/// end-of-sequence token alone, the text not cut at a line break, scored by ROUGE-L without stemmer against the one reference.</item>
/// <item>The score reported is not the mean but the middle of the 95% percentile interval of 3000 bootstrap resamples, and the error is their
/// deviation. See <see cref="Summarise"/>.</item>
/// <item>The prompt is fed with its trailing blank (<see cref="PromptFormat.AnswerDelimiter"/>), as a whole, by the tokenizer's default.</item>
/// </list>
/// Not reproduced: the bootstrap of the paper had no seed, so its scores differ from run to run by about a tenth of the error; its few-shot
/// prompts took the first rows of the evaluation file itself, the item scored among them; its prompts were never cut to the model's length
/// (here they are, on the left); it decoded prompt and continuation together, which matters for tokenizers that drop a leading blank.
/// Not verified: which of the script's paths (next word, beam search with forced words, free generation) made each number of the paper; the
/// next word is the one that the published script runs. LLMBar and the instruction-tuned evaluations are not covered.
/// </remarks>
public static class PaperScoring
{
    /// <summary>Name of the metric of tasks with label words.</summary>
    public const string Accuracy = "paper_accuracy";

    /// <summary>Name of the metric of all other tasks.</summary>
    public const string RougeL = "paper_rougeL";

    /// <summary>Tokens generated: 60.</summary>
    public const int MaxNewTokens = 60;

    /// <summary>Bootstrap resamples: 3000.</summary>
    public const int Resamples = 3000;

    // In the order in which they are looked for; the words are tried in the order of Words.
    private static readonly string[] s_inference = ["contradiction", "neutral", "entailment"];
    private static readonly string[] s_paraphrase = ["no", "yes"];

    /// <summary>The label words of a task, in the order of the paper's candidates; none if it is scored as generation.</summary>
    /// <param name="task">The task.</param>
    /// <exception cref="AmuroException">Its items share choices that the paper has no words for, or it is a perplexity task.</exception>
    public static IReadOnlyList<string> Words(TaskDefinition task)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (task.Kind == TaskKind.Perplexity)
        {
            throw new AmuroException($"Task '{task.Name}', PaperScoring: expected multiple choice or generation, found a perplexity task.");
        }

        if (task.Kind == TaskKind.Generation || !Baselines.ShareChoices(task.Evaluation))
        {
            return [];
        }

        IReadOnlyList<string> choices = task.Evaluation[0].Choices;
        return choices.All(c => s_inference.Contains(c)) ? ["entailment", "neutral", "contradiction"]
            : choices.All(c => s_paraphrase.Contains(c)) ? ["yes", "no"]
            : throw new AmuroException(
                $"Task '{task.Name}', PaperScoring: expected choices out of entailment, neutral, contradiction, or yes and no, found {string.Join(", ", choices)}.");
    }

    /// <summary>The label that the paper's script reads from a text; null if it finds none.</summary>
    /// <param name="text">A text; case matters.</param>
    /// <param name="words">What <see cref="Words"/> gave.</param>
    public static string? Label(string text, IReadOnlyList<string> words)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(words);
        return (words.Contains("yes") ? s_paraphrase : s_inference).FirstOrDefault(w => text.Contains(w, StringComparison.Ordinal));
    }

    /// <summary>The middle of the 95% percentile bootstrap interval of a mean, and the deviation (n - 1) of the resampled means.</summary>
    /// <param name="scores">One score an item.</param>
    /// <param name="seed">Seed of the resamples.</param>
    /// <returns>NaN with fewer than two items.</returns>
    public static MeanScore Summarise(IReadOnlyList<double> scores, int seed)
    {
        ArgumentNullException.ThrowIfNull(scores);
        if (scores.Count < 2)
        {
            return new MeanScore(double.NaN, double.NaN, scores.Count);
        }

        var random = new SeededRandom(seed);
        var means = new double[Resamples];
        for (int r = 0; r < means.Length; r++)
        {
            double sum = 0;
            for (int i = 0; i < scores.Count; i++)
            {
                sum += scores[random.Next(scores.Count)];
            }

            means[r] = sum / scores.Count;
        }

        Array.Sort(means);
        double mean = means.Average();
        double deviation = Math.Sqrt(means.Sum(m => (m - mean) * (m - mean)) / (means.Length - 1));
        return new MeanScore((Quantiles.Of(means, 0.025) + Quantiles.Of(means, 0.975)) / 2, deviation, scores.Count);
    }
}
