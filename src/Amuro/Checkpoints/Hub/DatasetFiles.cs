using System.Text.RegularExpressions;

namespace Amuro.Checkpoints.Hub;

/// <summary>Which files of a dataset's repository hold a split.</summary>
internal static partial class DatasetFiles
{
    public static IReadOnlyList<string> Of(HubPlace place, IReadOnlyList<string> files, string split, string? configuration)
    {
        (string Folder, string Split, string File)[] parts = [.. files
            .Select(f => (Match: Shard().Match(f), File: f))
            .Where(f => f.Match.Success)
            .Select(f => (f.Match.Groups["folder"].Value, f.Match.Groups["split"].Value, f.File))];
        (string Folder, string Split, string File)[] found = [.. parts
            .Where(p => p.Split == split && (configuration is null || p.Folder == configuration))
            .OrderBy(p => p.File, StringComparer.Ordinal)];
        string wanted = $"Parquet files of the split {split}{(configuration is null ? "" : $" in {configuration}")}";
        if (found.Length == 0)
        {
            string there = string.Join(", ", parts.Select(p => $"{p.Folder}/{p.Split}").Distinct().Take(20));
            throw new AmuroException($"{place}: expected {wanted}, found {(there.Length == 0 ? $"no split among {files.Count} files" : there)}.");
        }

        string[] folders = [.. found.Select(p => p.Folder).Distinct()];
        return folders.Length == 1
            ? [.. found.Select(p => p.File)]
            : throw new AmuroException($"{place}: expected the name of a configuration, as {folders.Length} have the split {split}: {string.Join(", ", folders.Take(20))}.");
    }

    // What the hub converts is in a folder for each split; of very large ones only a part, which its name says and which is left out.
    [GeneratedRegex(@"\A(?<folder>[^/]+)/(?:(?<split>[^/]+)/\d+|(?<split>[^/]+?)-\d+-of-\d+)\.parquet\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shard();
}
