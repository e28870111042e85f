using System.Collections;
using System.Security.Cryptography;

namespace Amuro.Checkpoints;

/// <summary>States of one pre-training run in order of their steps: one family of models, one tokenizer.</summary>
public sealed class CheckpointSeries : IReadOnlyList<Checkpoint>
{
    private readonly Checkpoint[] _checkpoints;

    private CheckpointSeries(Checkpoint[] checkpoints) => _checkpoints = checkpoints;

    /// <inheritdoc/>
    public int Count => _checkpoints.Length;

    /// <summary>Full path of the series' <c>tokenizer.json</c>, or null if no folder has one.</summary>
    public string? TokenizerPath => _checkpoints.Select(c => c.TokenizerPath).FirstOrDefault(p => p is not null);

    /// <summary>The checkpoint at a place, the earliest first.</summary>
    /// <param name="index">Place from 0.</param>
    public Checkpoint this[int index] => _checkpoints[index];

    /// <summary>Takes every folder that fits a pattern; the step is read from each folder's name. No weights are read.</summary>
    /// <param name="pattern">A path in which <c>*</c> stands for any part of a name, for example <c>olmo-1b/step*</c>.</param>
    /// <exception cref="AmuroException">No folder fits, a folder is no checkpoint, or the folders do not belong together.</exception>
    public static CheckpointSeries FromFolders(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(pattern));
        string root = Path.GetPathRoot(full)!;
        IEnumerable<string> folders = [root];
        foreach (string part in full[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            folders = part.Contains('*', StringComparison.Ordinal)
                ? folders.Where(Directory.Exists).SelectMany(f => Directory.EnumerateDirectories(f, part)).ToArray()
                : folders.Select(f => Path.Combine(f, part));
        }

        string[] found = [.. folders.Where(Directory.Exists)];
        return found.Length > 0
            ? From(found.Select(f => Checkpoint.FromFolder(f)))
            : throw new AmuroException($"{pattern}: expected at least one folder that fits, found none.");
    }

    /// <summary>Puts checkpoints in order of their steps.</summary>
    /// <param name="checkpoints">At least one, in any order.</param>
    /// <exception cref="AmuroException">There are none, two have the same step, or they differ in model type or tokenizer.</exception>
    public static CheckpointSeries From(IEnumerable<Checkpoint> checkpoints)
    {
        ArgumentNullException.ThrowIfNull(checkpoints);
        Checkpoint[] ordered = [.. checkpoints.OrderBy(c => c.Step)];
        if (ordered.Length == 0)
        {
            throw new AmuroException("CheckpointSeries: expected at least one checkpoint, found none.");
        }

        foreach ((Checkpoint first, Checkpoint second) in ordered.Zip(ordered.Skip(1)))
        {
            if (first.Step == second.Step)
            {
                throw new AmuroException(
                    $"CheckpointSeries: expected every step once, found step {first.Step} in {first.Folder} and {second.Folder}.");
            }
        }

        Checkpoint reference = ordered[0];
        Checkpoint? other = ordered.FirstOrDefault(c => c.ModelType != reference.ModelType);
        if (other is not null)
        {
            throw new AmuroException(
                $"CheckpointSeries: expected one model_type, found {reference.ModelType} in {reference.Folder} and {other.ModelType} in {other.Folder}.");
        }

        CheckTokenizers(ordered);
        return new CheckpointSeries(ordered);
    }

    /// <inheritdoc/>
    public IEnumerator<Checkpoint> GetEnumerator() => ((IEnumerable<Checkpoint>)_checkpoints).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // A folder without a tokenizer uses that of the series; those that have one must agree.
    private static void CheckTokenizers(Checkpoint[] checkpoints)
    {
        string? firstPath = null;
        byte[]? firstHash = null;
        foreach (string path in checkpoints.Select(c => c.TokenizerPath).OfType<string>())
        {
            using FileStream stream = File.OpenRead(path);
            byte[] hash = SHA256.HashData(stream);
            if (firstHash is not null && !hash.AsSpan().SequenceEqual(firstHash))
            {
                throw new AmuroException($"CheckpointSeries: expected one tokenizer, found different files {firstPath} and {path}.");
            }

            (firstPath, firstHash) = (path, hash);
        }
    }
}
