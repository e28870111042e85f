using Amuro.Results;

namespace Amuro.Analysis.Prompts;

/// <summary>One model, before or after fine-tuning, on one task: what is compared over prompt formats.</summary>
internal readonly record struct PromptModel(long Step, Stage Stage, string TunedOn, string Task, int Shots, string Metric)
{
    /// <summary>What a fine-tuned model has in common with its base model.</summary>
    public (long Step, string Task, int Shots, string Metric) Family => (Step, Task, Shots, Metric);
}

/// <summary>The rows of an item table sorted by <see cref="PromptModel"/>: numbers of rows, as records of all would not fit into memory.</summary>
internal sealed class PromptRows
{
    private readonly int[] _rows;
    private readonly int[] _starts;
    private readonly Dictionary<PromptModel, int> _groups = [];

    public PromptRows(ItemTable table)
    {
        int[] groupOf = new int[table.Contexts.Length];
        for (int c = 0; c < groupOf.Length; c++)
        {
            ItemContext at = table.Contexts[c];
            var model = new PromptModel(at.Step, at.Stage, at.TunedOn, at.Task, at.Shots, at.Metric);
            _groups.TryAdd(model, _groups.Count);
            groupOf[c] = _groups[model];
        }

        _starts = new int[_groups.Count + 1];
        ForEach(table, (_, block, i) => _starts[groupOf[block.Context[i]] + 1]++);
        for (int g = 0; g < _groups.Count; g++)
        {
            _starts[g + 1] += _starts[g];
        }

        (_rows, int[] next) = (new int[_starts[^1]], _starts[..^1]);
        ForEach(table, (row, block, i) => _rows[next[groupOf[block.Context[i]]]++] = row);
    }

    public IReadOnlyCollection<PromptModel> Models => _groups.Keys;

    /// <summary>Numbers of the rows of a model, in the order of the table, those without score left out.</summary>
    public ReadOnlySpan<int> Of(PromptModel model)
    {
        int group = _groups[model];
        return _rows.AsSpan(_starts[group], _starts[group + 1] - _starts[group]);
    }

    private static void ForEach(ItemTable table, Action<int, ItemBlock, int> action)
    {
        int row = 0;
        foreach (ItemBlock block in table.Blocks)
        {
            for (int i = 0; i < block.Context.Length; i++, row++)
            {
                if (!double.IsNaN(block.Score[i]))
                {
                    action(row, block, i);
                }
            }
        }
    }
}
