using System.Globalization;
using Amuro.Results;

namespace Amuro.Analysis.Auditing;

/// <summary>Walks through an item table once, block by block, without making records.</summary>
internal static class ItemCells
{
    private const int None = -1;
    private const int Several = -2;

    public static IReadOnlyList<ItemCell> Of(ItemTable items, AuditTables tables)
    {
        var tallies = new Tally[items.Contexts.Length];
        var labels = new Labels(items);
        for (int i = 0; i < tallies.Length; i++)
        {
            tallies[i] = new Tally();
        }

        foreach (ItemBlock block in items.Blocks)
        {
            for (int i = 0; i < block.Context.Length; i++)
            {
                tallies[block.Context[i]].Add(block, i, labels);
            }
        }

        return [.. tallies.Select((tally, i) => tally.ToCell(items.Contexts[i], items, tables)).Where(c => c.N > 0)];
    }

    /// <summary>Labels as numbers, each text parsed once.</summary>
    private sealed class Labels(ItemTable items)
    {
        private readonly Dictionary<int, long> _numbers = [];

        /// <summary>The label as a number; <see cref="long.MinValue"/> if it is none.</summary>
        public long Number(int text)
        {
            if (!_numbers.TryGetValue(text, out long number))
            {
                number = long.TryParse(items.Texts[text], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long parsed) ? parsed : long.MinValue;
                _numbers.Add(text, number);
            }

            return number;
        }
    }

    private sealed class Tally
    {
        private int _n, _scored, _badGolds, _truncated, _shotsDropped, _choices;
        private int _gold = None, _prediction = None, _badGold = None;
        private double _sum;

        public void Add(ItemBlock block, int i, Labels labels)
        {
            int choices = block.LikelihoodEnd[i] - (i == 0 ? 0 : block.LikelihoodEnd[i - 1]);
            int gold = block.Gold[i];
            _n++;
            _choices += choices > 0 ? 1 : 0;
            _gold = Same(_gold, gold);
            _prediction = Same(_prediction, block.Prediction[i]);
            _truncated += block.Truncated[i] ? 1 : 0;
            _shotsDropped += block.DroppedShots[i] > 0 ? 1 : 0;
            if (!double.IsNaN(block.Score[i]))
            {
                _scored++;
                _sum += block.Score[i];
            }

            // A label that is a text, as other tools write it, is not an index out of range.
            if (choices > 0 && labels.Number(gold) is var number && number != long.MinValue && (number < 0 || number >= choices))
            {
                _badGolds++;
                _badGold = gold;
            }
        }

        public ItemCell ToCell(ItemContext context, ItemTable items, AuditTables tables) => new()
        {
            Row = tables.Row(ScoreKey.Of(context), context.Step) ?? Made(context),
            N = _n,
            IsChoice = _choices > 0,
            OnlyGold = _gold >= 0 ? items.Texts[_gold] : null,
            OnlyPrediction = _prediction >= 0 ? items.Texts[_prediction] : null,
            BadGolds = _badGolds,
            BadGold = _badGold >= 0 ? items.Texts[_badGold] : "",
            Truncated = _truncated,
            ShotsDropped = _shotsDropped,
        };

        private ScoreRow Made(ItemContext context) => new()
        {
            Model = context.Model,
            Step = context.Step,
            Stage = context.Stage,
            TunedOn = context.TunedOn,
            Task = context.Task,
            Split = context.Split,
            Format = context.Format,
            Shots = context.Shots,
            Seed = context.Seed,
            Metric = context.Metric,
            Score = _scored == 0 ? double.NaN : _sum / _scored,
            N = _scored,
        };

        private static int Same(int known, int found) => known == None || known == found ? found : Several;
    }
}
