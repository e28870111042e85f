using System.Globalization;

namespace Amuro.Studies.Slurm;

/// <summary>
/// Puts the cells that are to be submitted into job arrays: cells of one model state and stage into one element; what has to wait for an
/// element of the same wave into an array of its own with the same indices, which SLURM releases one by one.
/// </summary>
internal static class WavePlanner
{
    /// <summary>The arrays, each after the one that it waits for.</summary>
    /// <param name="work">The study.</param>
    /// <param name="standings">Where each cell stands.</param>
    /// <param name="attemptOf">The highest attempt that was made, or submitted, at a cell.</param>
    /// <param name="prefix">What the names of the arrays begin with.</param>
    /// <param name="size">The most elements of an array.</param>
    public static IReadOnlyList<SlurmArray> Plan(
        SlurmWork work, IReadOnlyDictionary<string, CellStanding> standings, Func<string, int> attemptOf, string prefix, int size)
    {
        PlannedCell[] missing = [.. work.Cells.Where(c => standings[c.Id] == CellStanding.Missing)];
        Element[] ready = [.. Elements(work, missing.Where(c => c.DependsOn.All(IsDone)))];
        HashSet<string> starting = [.. ready.SelectMany(e => e.Cells).Select(c => c.Id)];
        ILookup<string, Element> waiting = Elements(work, missing.Where(c => !c.DependsOn.All(IsDone) && c.DependsOn.All(d => IsDone(d) || starting.Contains(d))))
            .ToLookup(e => e.Model);

        List<SlurmArray> arrays = [];
        foreach (Element[] chunk in ready.GroupBy(e => e.Stage).OrderBy(g => g.Key).SelectMany(g => g.Chunk(size)))
        {
            SlurmArray first = Array(chunk.Select((e, i) => (i, e)), null);
            arrays.Add(first);
            (int, Element)[] after = chunk[0].Stage == CellStage.FineTune
                ? [.. chunk.SelectMany((e, i) => waiting[e.Model].Select(w => (i, w)))]
                : [];
            if (after.Length > 0)
            {
                arrays.Add(Array(after, first.Name));
            }
        }

        return arrays;

        bool IsDone(string id) => !standings.TryGetValue(id, out CellStanding standing) || standing == CellStanding.Done;

        SlurmArray Array(IEnumerable<(int Index, Element Element)> elements, string? after)
        {
            (int Index, Element Element)[] all = [.. elements];
            CellStage stage = all[0].Element.Stage;
            return new SlurmArray
            {
                Name = string.Create(CultureInfo.InvariantCulture, $"{prefix}-{arrays.Count + 1}-{(stage == CellStage.FineTune ? "finetune" : "evaluate")}"),
                Stage = stage,
                After = after,
                Attempt = 1 + all.SelectMany(e => e.Element.Cells).Max(c => attemptOf(c.Id)),
                Elements = [.. all.Select(e => new SlurmPlace(e.Index, [.. e.Element.Cells.Select(c => c.Id)]))],
            };
        }
    }

    private static IEnumerable<Element> Elements(SlurmWork work, IEnumerable<PlannedCell> cells) =>
        cells.GroupBy(c => (c.Stage, Model: work.ModelOf(c))).Select(g => new Element(g.Key.Stage, g.Key.Model, [.. g]));

    private sealed record Element(CellStage Stage, string Model, IReadOnlyList<PlannedCell> Cells);
}
