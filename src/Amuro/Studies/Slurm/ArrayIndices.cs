using System.Globalization;

namespace Amuro.Studies.Slurm;

/// <summary>The indices of a job array as SLURM writes them: <c>0-3,7,10-20:5%2</c>.</summary>
internal static class ArrayIndices
{
    /// <summary>Reads them; the number that may run at once, behind <c>%</c>, is left out.</summary>
    /// <exception cref="AmuroException">It is no list of indices.</exception>
    public static IReadOnlyList<int> Parse(string text)
    {
        try
        {
            return [.. text.Split('%')[0].Split(',').SelectMany(Range)];
        }
        catch (FormatException e)
        {
            throw new AmuroException($"Indices of a job array: expected such as 0-3,7, found '{text}'", e);
        }
    }

    /// <summary>Writes them in order, runs as ranges.</summary>
    public static string Format(IEnumerable<int> indices)
    {
        List<(int First, int Last)> runs = [];
        foreach (int index in indices.Distinct().Order())
        {
            if (runs.Count > 0 && runs[^1].Last + 1 == index)
            {
                runs[^1] = (runs[^1].First, index);
            }
            else
            {
                runs.Add((index, index));
            }
        }

        return string.Join(',', runs.Select(r => r.First == r.Last
            ? string.Create(CultureInfo.InvariantCulture, $"{r.First}")
            : string.Create(CultureInfo.InvariantCulture, $"{r.First}-{r.Last}")));
    }

    private static IEnumerable<int> Range(string text)
    {
        string[] stepped = text.Split(':');
        string[] ends = stepped[0].Split('-');
        int first = Number(ends[0]), last = Number(ends[^1]), step = stepped.Length > 1 ? Number(stepped[1]) : 1;
        if (ends.Length > 2 || stepped.Length > 2 || last < first || step < 1)
        {
            throw new FormatException(text);
        }

        return Enumerable.Range(0, ((last - first) / step) + 1).Select(i => first + (i * step));
    }

    private static int Number(string text) => int.Parse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture);
}
