namespace Amuro.Tasks.Metrics;

/// <summary>What BLEU counts in one text, or the sum over several.</summary>
/// <param name="Common">For each order the runs in common, each counted at most as often as in the reference that has it most often.</param>
/// <param name="Totals">For each order the runs of the prediction.</param>
/// <param name="PredictionLength">Tokens of the prediction.</param>
/// <param name="ReferenceLength">Tokens of the reference nearest in length; the shorter of two equally near.</param>
internal sealed record BleuCounts(int[] Common, int[] Totals, int PredictionLength, int ReferenceLength)
{
    public static BleuCounts Of(TextPair pair)
    {
        if (pair.References.Count == 0)
        {
            throw new ArgumentException("expected at least one reference, found none", nameof(pair));
        }

        List<string> prediction = BleuTokens.Of(pair.Prediction);
        List<string>[] references = [.. pair.References.Select(BleuTokens.Of)];
        var common = new int[Bleu.Orders];
        var totals = new int[Bleu.Orders];
        for (int n = 1; n <= Bleu.Orders; n++)
        {
            Dictionary<string, int>[] wanted = [.. references.Select(r => Runs(r, n))];
            foreach ((string run, int count) in Runs(prediction, n))
            {
                common[n - 1] += Math.Min(count, wanted.Max(w => w.GetValueOrDefault(run)));
                totals[n - 1] += count;
            }
        }

        int nearest = references.Select(r => r.Count).OrderBy(l => Math.Abs(l - prediction.Count)).ThenBy(l => l).First();
        return new BleuCounts(common, totals, prediction.Count, nearest);
    }

    public static BleuCounts Sum(IEnumerable<BleuCounts> texts)
    {
        var common = new int[Bleu.Orders];
        var totals = new int[Bleu.Orders];
        int predictions = 0;
        int references = 0;
        foreach (BleuCounts text in texts)
        {
            for (int n = 0; n < Bleu.Orders; n++)
            {
                common[n] += text.Common[n];
                totals[n] += text.Totals[n];
            }

            predictions += text.PredictionLength;
            references += text.ReferenceLength;
        }

        return new BleuCounts(common, totals, predictions, references);
    }

    // Tokens have no blanks in them, so joined runs are equal only if their tokens are.
    private static Dictionary<string, int> Runs(List<string> tokens, int n)
    {
        var runs = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i + n <= tokens.Count; i++)
        {
            string run = string.Join(' ', tokens.GetRange(i, n));
            runs[run] = runs.GetValueOrDefault(run) + 1;
        }

        return runs;
    }
}
