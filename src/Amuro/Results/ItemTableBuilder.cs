using System.Collections.Immutable;

namespace Amuro.Results;

/// <summary>Gathers the columns of an <see cref="ItemTable"/>.</summary>
internal sealed class ItemTableBuilder
{
    private readonly StringPool _pool = new();
    private readonly Dictionary<ItemContext, int> _contextNumbers = [];
    private readonly List<ItemContext> _contexts = [];
    private readonly ImmutableArray<ItemBlock>.Builder _blocks = ImmutableArray.CreateBuilder<ItemBlock>();
    private readonly List<int> _context = [], _item = [], _cluster = [], _prediction = [], _gold = [], _end = [], _tokens = [], _tokensEnd = [];
    private readonly List<int> _droppedTokens = [], _droppedShots = [];
    private readonly List<double> _score = [], _likelihoods = [];
    private readonly List<bool> _truncated = [];
    private int _last = -1;

    public void Add(ItemRecord record)
    {
        if (_last < 0 || !_contexts[_last].Holds(record))
        {
            _last = ContextOf(record);
        }

        _context.Add(_last);
        _item.Add(_pool.NumberOf(record.Item));
        _cluster.Add(_pool.NumberOf(record.Cluster));
        _prediction.Add(_pool.NumberOf(record.Prediction));
        _gold.Add(_pool.NumberOf(record.Gold));
        _score.Add(record.Score);
        _truncated.Add(record.Truncated);
        _droppedTokens.Add(record.DroppedTokens);
        _droppedShots.Add(record.DroppedShots);
        _likelihoods.AddRange(record.LogLikelihoods);
        _end.Add(_likelihoods.Count);
        _tokens.AddRange(record.ChoiceTokens);
        _tokensEnd.Add(_tokens.Count);
        if (_context.Count == ItemBlock.Size)
        {
            Close();
        }
    }

    public ItemTable Build()
    {
        if (_context.Count > 0)
        {
            Close();
        }

        return new ItemTable(_blocks.ToImmutable(), [.. _contexts], _pool.ToArray());
    }

    private int ContextOf(ItemRecord record)
    {
        ItemContext context = ItemContext.Of(record);
        if (!_contextNumbers.TryGetValue(context, out int number))
        {
            number = _contexts.Count;
            _contextNumbers.Add(context, number);
            _contexts.Add(context with
            {
                Model = _pool.Same(context.Model),
                TunedOn = _pool.Same(context.TunedOn),
                Task = _pool.Same(context.Task),
                Format = _pool.Same(context.Format),
                Metric = _pool.Same(context.Metric),
            });
        }

        return number;
    }

    private void Close()
    {
        _blocks.Add(new ItemBlock
        {
            Context = Taken(_context),
            Item = Taken(_item),
            Cluster = Taken(_cluster),
            Prediction = Taken(_prediction),
            Gold = Taken(_gold),
            Score = Taken(_score),
            Truncated = Taken(_truncated),
            DroppedTokens = Taken(_droppedTokens),
            DroppedShots = Taken(_droppedShots),
            LikelihoodEnd = Taken(_end),
            LogLikelihoods = Taken(_likelihoods),
            TokensEnd = Taken(_tokensEnd),
            ChoiceTokens = Taken(_tokens),
        });
    }

    private static T[] Taken<T>(List<T> column)
    {
        T[] values = [.. column];
        column.Clear();
        return values;
    }
}
