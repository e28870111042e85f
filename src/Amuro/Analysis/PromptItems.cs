using System.Globalization;
using Amuro.Analysis.Statistics;
using Amuro.Results;

namespace Amuro.Analysis;

/// <summary>The items of one model on one task in all formats and seeds, summed up so that every measure can be computed for many resamples.</summary>
internal sealed class PromptItems
{
    private readonly SeedColumns[] _seeds;
    private readonly int[] _clusterOfItem;

    private PromptItems(string[] formats, string[] items, string[] clusters, SeedColumns[] seeds)
    {
        (Formats, Items, _seeds) = (formats, items, seeds);
        // Ordered by name, so that two models with the same items have the same resamples.
        Clusters = [.. clusters.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var index = Clusters.Select((name, i) => (name, i)).ToDictionary(c => c.name, c => c.i, StringComparer.Ordinal);
        _clusterOfItem = [.. clusters.Select(c => index[c])];
    }

    public string[] Formats { get; }

    public string[] Items { get; }

    public string[] Clusters { get; }

    public int Seeds => _seeds.Length;

    /// <summary>Puts the records of one model on one task together; items that are not there in every format and seed are left out.</summary>
    public static PromptItems From(IEnumerable<ItemRecord> records)
    {
        ItemRecord[] all = [.. records.Where(r => !double.IsNaN(r.Score))];
        string[] formats = [.. all.Select(r => r.Format).Distinct(StringComparer.Ordinal)];
        var bySeed = all.GroupBy(r => r.Seed).OrderBy(g => g.Key)
            .Select(g => formats.Select(f => g.Where(r => r.Format == f).GroupBy(r => r.Item, StringComparer.Ordinal)
                .ToDictionary(i => i.Key, i => i.First(), StringComparer.Ordinal)).ToArray())
            .ToArray();
        ItemRecord[] common = bySeed.Length == 0 ? []
            : [.. bySeed[0][0].Values.Where(r => bySeed.All(seed => seed.All(format => format.ContainsKey(r.Item))))];
        return new PromptItems(
            formats,
            [.. common.Select(r => r.Item)],
            [.. common.Select(r => r.Cluster)],
            [.. bySeed.Select(seed => new SeedColumns([.. common.Select(r => seed.Select(format => format[r.Item]).ToArray())]))]);
    }

    /// <summary>Score of each format, then each <see cref="PromptMeasure"/> in its order.</summary>
    public double[] Values(IReadOnlyList<int>? clusterCounts = null)
    {
        var weights = new double[Items.Length];
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = clusterCounts?[_clusterOfItem[i]] ?? 1;
        }

        double[] sum = new double[Formats.Length + Enum.GetValues<PromptMeasure>().Length];
        foreach (SeedColumns seed in _seeds)
        {
            double[] values = seed.Values(weights);
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] += values[i] / _seeds.Length;
            }
        }

        return sum;
    }

    /// <summary>The items of one seed.</summary>
    private sealed class SeedColumns
    {
        private readonly double[][] _scores;
        private readonly double[] _same;
        private readonly double[] _pss;
        private readonly double[] _psi;
        private readonly FleissKappa.Ratings _ratings;

        public SeedColumns(ItemRecord[][] items)
        {
            int formats = items.Length == 0 ? 0 : items[0].Length;
            _scores = [.. Enumerable.Range(0, formats).Select(f => items.Select(i => i[f].Score).ToArray())];
            _same = [.. items.Select(i => i.All(r => r.Prediction == i[0].Prediction) ? 1.0 : 0.0)];
            _pss = [.. items.Select(i => PromptSensitivityScore.OfItem([.. i.Select(r => r.Score)]))];
            _psi = [.. items.Select(Psi)];
            _ratings = new FleissKappa.Ratings([.. Enumerable.Range(0, formats).Select(f => items.Select(i => i[f].Prediction).ToArray())], items.Length);
        }

        public double[] Values(double[] weights)
        {
            double total = weights.Sum();
            double[] scores = [.. _scores.Select(s => Mean(s, weights, total))];
            return
            [
                .. scores, ScoreSpread.Of(scores), ScoreSpread.Deviation(scores),
                Mean(_same, weights, total), Mean(_pss, weights, total), Mean(_psi, weights, total), _ratings.Kappa(weights),
            ];
        }

        // The answer to a prompt is the choice taken there; how likely it is under the others is in their records.
        private static double Psi(ItemRecord[] item)
        {
            int choices = item[0].LogLikelihoods.Count;
            var answers = new int[item.Length];
            for (int j = 0; j < item.Length; j++)
            {
                ItemRecord record = item[j];
                if (record.LogLikelihoods.Count != choices || record.ChoiceTokens.Count != choices
                    || !int.TryParse(record.Prediction, NumberStyles.None, CultureInfo.InvariantCulture, out answers[j]) || answers[j] >= choices)
                {
                    return double.NaN;
                }
            }

            return Posix.OfItem(
                [.. item.Select(under => answers.Select(a => under.LogLikelihoods[a]).ToArray())],
                [.. item.Select((record, j) => record.ChoiceTokens[answers[j]])]);
        }

        private static double Mean(double[] values, double[] weights, double total)
        {
            double sum = 0;
            for (int i = 0; i < values.Length; i++)
            {
                sum += weights[i] == 0 ? 0 : weights[i] * values[i];
            }

            return sum / total;
        }
    }
}
