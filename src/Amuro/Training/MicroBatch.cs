namespace Amuro.Training;

/// <summary>The examples of one forward and backward pass as plain arrays, ready for the model.</summary>
/// <param name="Ids">Names of the examples, for messages.</param>
/// <param name="Sequences">Token ids of each example.</param>
/// <param name="Rows">Per label: the token, counted over all sequences, whose hidden state predicts it.</param>
/// <param name="Targets">Per label: the token id that is predicted.</param>
internal sealed record MicroBatch(string[] Ids, int[][] Sequences, int[] Rows, int[] Targets)
{
    /// <summary>Number of tokens of all sequences.</summary>
    public int Tokens => Sequences.Sum(s => s.Length);

    /// <summary>Number of tokens that are predicted.</summary>
    public int Labels => Targets.Length;

    public static MicroBatch From(IReadOnlyList<TrainingExample> examples, bool completionOnly)
    {
        int[][] sequences = [.. examples.Select(e => e.Tokens.ToArray())];
        List<int> rows = [];
        List<int> targets = [];
        int start = 0;
        for (int i = 0; i < sequences.Length; i++)
        {
            for (int t = 1; t < sequences[i].Length; t++)
            {
                if (!completionOnly || examples[i].Learned[t])
                {
                    rows.Add(start + t - 1);
                    targets.Add(sequences[i][t]);
                }
            }

            start += sequences[i].Length;
        }

        return new MicroBatch([.. examples.Select(e => e.Id)], sequences, [.. rows], [.. targets]);
    }

    /// <summary>Number of labels of a sequence: every token but the first, under completion-only loss every learned token but the first.</summary>
    public static int LabelCount(TrainingExample example, bool completionOnly) =>
        completionOnly ? example.Learned.Skip(1).Count(l => l) : Math.Max(0, example.Length - 1);
}
