using System.Globalization;

namespace Amuro.Studies.Slurm;

/// <summary>Reads what <c>squeue --array --format=…</c> prints, for versions without <c>--json</c>.</summary>
internal static class SqueueText
{
    /// <summary>Array, index, state, reason, name; the name last, because only it may hold the separator.</summary>
    public const string Format = "%F|%K|%T|%r|%j";

    public static IReadOnlyList<SlurmJob> Read(string text) => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).SelectMany(JobsOf)];

    private static IEnumerable<SlurmJob> JobsOf(string line)
    {
        string[] fields = line.TrimEnd('\r').Split('|', 5);
        if (fields.Length < 5 || !long.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out long array))
        {
            throw new AmuroException($"squeue: expected '{Format}', found '{line}'");
        }

        // N/A: no array.
        IEnumerable<int> indices = char.IsAsciiDigit(fields[1].FirstOrDefault()) ? ArrayIndices.Parse(fields[1]) : [0];
        return indices.Select(index => new SlurmJob(array, index, fields[4], fields[2], fields[3]));
    }
}
