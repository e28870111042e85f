namespace Amuro.Analysis.Statistics;

/// <summary>
/// Agreement of the prompt formats on the predictions beyond what chance gives (Fleiss 1971, Psychological Bulletin 76:378): each
/// format is a rater. 1: the same prediction in all formats everywhere; 0: as formats that guess with the same frequencies.
/// </summary>
public static class FleissKappa
{
    /// <summary>kappa = (P - Pe) / (1 - Pe); NaN with fewer than two formats, without items, or where only one prediction ever occurs.</summary>
    /// <param name="predictions">[format][item] prediction.</param>
    /// <exception cref="ArgumentException">The formats differ in the number of items.</exception>
    public static double Of(IReadOnlyList<IReadOnlyList<string>> predictions)
    {
        int items = FormatTable.Items(predictions);
        return items == 0 || predictions.Count < 2
            ? double.NaN
            : new Ratings(predictions, items).Kappa([.. Enumerable.Repeat(1.0, items)]);
    }

    /// <summary>Ratings counted once, so that kappa can be computed for many resamples.</summary>
    internal sealed class Ratings
    {
        private readonly (int Category, int Count)[][] _counts;
        private readonly double[] _agreement;
        private readonly double[] _share;
        private readonly int _raters;

        public Ratings(IReadOnlyList<IReadOnlyList<string>> predictions, int items)
        {
            _raters = predictions.Count;
            var categories = new Dictionary<string, int>(StringComparer.Ordinal);
            _counts = new (int, int)[items][];
            _agreement = new double[items];
            for (int i = 0; i < items; i++)
            {
                _counts[i] = [.. predictions.Select(f => f[i]).GroupBy(p => p, StringComparer.Ordinal).Select(g => (Category(g.Key), g.Count()))];
                _agreement[i] = (_counts[i].Sum(c => c.Count * c.Count) - _raters) / (_raters * (_raters - 1.0));
            }

            _share = new double[categories.Count];

            int Category(string name)
            {
                categories.TryAdd(name, categories.Count);
                return categories[name];
            }
        }

        /// <summary>kappa of items that count as often as their weights say.</summary>
        public double Kappa(double[] weights)
        {
            Array.Clear(_share);
            (double agreement, double total) = (0, 0);
            for (int i = 0; i < _counts.Length; i++)
            {
                if (weights[i] == 0)
                {
                    continue;
                }

                agreement += weights[i] * _agreement[i];
                total += weights[i];
                foreach ((int category, int count) in _counts[i])
                {
                    _share[category] += weights[i] * count;
                }
            }

            double expected = 0;
            foreach (double sum in _share)
            {
                double share = sum / (total * _raters);
                expected += share * share;
            }

            return _share.Count(s => s > 0) < 2 ? double.NaN : ((agreement / total) - expected) / (1 - expected);
        }
    }
}
