using System.Collections;
using System.Security.Cryptography;
using Amuro.Checkpoints.Hub;

namespace Amuro.Checkpoints;

/// <summary>States of one pre-training run in order of their steps: one family of models, one tokenizer.</summary>
public sealed class CheckpointSeries : IReadOnlyList<Checkpoint>
{
    private readonly Checkpoint[] _checkpoints;

    private CheckpointSeries(Checkpoint[] checkpoints) => _checkpoints = checkpoints;

    /// <inheritdoc/>
    public int Count => _checkpoints.Length;

    /// <summary>
    /// Full path of the series' <c>tokenizer.json</c>, or null if no folder has one. Checkpoints of a hub are downloaded until one has it.
    /// </summary>
    public string? TokenizerPath => _checkpoints.Select(c => c.TokenizerPath).FirstOrDefault(p => p is not null);

    /// <summary>The checkpoint at a place, the earliest first.</summary>
    /// <param name="index">Place from 0.</param>
    public Checkpoint this[int index] => _checkpoints[index];

    /// <summary>Takes every folder that fits a pattern; the step is read from each folder's name. No weights are read.</summary>
    /// <param name="pattern">A path in which <c>*</c> stands for any part of a name, for example <c>olmo-1b/step*</c>.</param>
    /// <param name="steps">Steps of pre-training of folders whose names do not tell them, for example <c>main</c>. Default: none.</param>
    /// <param name="allowDifferentTokenizers">Whether each checkpoint may have a tokenizer of its own. Default: one for all.</param>
    /// <exception cref="AmuroException">No folder fits, a folder is no checkpoint, or the folders do not belong together.</exception>
    public static CheckpointSeries FromFolders(
        string pattern, IReadOnlyDictionary<string, long>? steps = null, bool allowDifferentTokenizers = false)
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
            ? From(
                found.Select(f => Checkpoint.FromFolder(f, steps is not null && steps.TryGetValue(Path.GetFileName(f), out long step) ? step : null)),
                allowDifferentTokenizers)
            : throw new AmuroException($"{pattern}: expected at least one folder that fits, found none.");
    }

    /// <summary>
    /// Takes revisions of a model on a hub. Nothing is asked or downloaded now: each checkpoint is when it is first used
    /// (or by <see cref="Checkpoint.DownloadAsync"/>), and it is then compared with those that came before it.
    /// </summary>
    /// <param name="repository">The repository, for example <c>"EleutherAI/pythia-70m"</c>.</param>
    /// <param name="revisions">Branches, tags or commits.</param>
    /// <param name="steps">Steps of pre-training of revisions whose names do not tell them, for example <c>main</c>. Default: none.</param>
    /// <param name="client">Default <see cref="HubClient.Default"/>; it must not be disposed of before the series.</param>
    /// <exception cref="AmuroException">There are no revisions, one has no step, or two have the same.</exception>
    public static CheckpointSeries FromHub(
        HubRepository repository, IEnumerable<string> revisions, IReadOnlyDictionary<string, long>? steps = null, HubClient? client = null)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(revisions);
        return From(new HubSeries(repository, client ?? HubClient.Default).Of(revisions.Select(r => (r, (string?)null)), steps));
    }

    /// <summary>
    /// Takes every branch and tag of a model on a hub whose name fits a pattern, at the commit it stands at now. One request is made;
    /// each checkpoint is downloaded when it is first used (or by <see cref="Checkpoint.DownloadAsync"/>).
    /// </summary>
    /// <param name="repository">The repository, for example <c>"EleutherAI/pythia-70m"</c>.</param>
    /// <param name="pattern">Which revisions: <c>*</c> stands for any characters. Default <c>*step*</c>.</param>
    /// <param name="steps">Steps of pre-training of revisions whose names do not tell them, for example <c>main</c>; these are taken too. Default: none.</param>
    /// <param name="client">Default <see cref="HubClient.Default"/>; it must not be disposed of before the series.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <exception cref="AmuroException">The hub does not answer, no revision fits, one has no step, or two have the same.</exception>
    public static async Task<CheckpointSeries> FromHubAsync(
        HubRepository repository,
        string pattern = "*step*",
        IReadOnlyDictionary<string, long>? steps = null,
        HubClient? client = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        HubClient hub = client ?? HubClient.Default;
        IReadOnlyList<HubRevision> all = await hub.ListRevisionsAsync(repository, "*", cancellationToken).ConfigureAwait(false);

        // A tag and a branch of one name are one revision to a download; the branch wins there, too.
        HubRevision[] found = [.. all.Where(r => CheckpointFiles.Matches(r.Name, [pattern]) || steps?.ContainsKey(r.Name) == true).DistinctBy(r => r.Name)];
        return found.Length > 0
            ? From(new HubSeries(repository, hub).Of(found.Select(r => (r.Name, (string?)r.Commit)), steps))
            : throw new AmuroException($"hub {repository}: expected a branch or tag that fits \"{pattern}\", found none among {all.Count}.");
    }

    /// <summary>Puts checkpoints in order of their steps.</summary>
    /// <param name="checkpoints">At least one, in any order. Those of a hub that are not here yet are not compared by model type and tokenizer.</param>
    /// <param name="allowDifferentTokenizers">Whether each checkpoint may have a tokenizer of its own. Default: one for all.</param>
    /// <exception cref="AmuroException">There are none, two have the same step, or they differ in model type or tokenizer.</exception>
    public static CheckpointSeries From(IEnumerable<Checkpoint> checkpoints, bool allowDifferentTokenizers = false)
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
                    $"CheckpointSeries: expected every step once, found step {first.Step} in {first.Source} and {second.Source}.");
            }
        }

        Checkpoint[] here = [.. ordered.Where(c => c.IsHere)];
        Checkpoint? reference = here.FirstOrDefault();
        Checkpoint? other = here.FirstOrDefault(c => c.ModelType != reference!.ModelType);
        if (other is not null)
        {
            throw new AmuroException(
                $"CheckpointSeries: expected one model_type, found {reference!.ModelType} in {reference.Folder} and {other.ModelType} in {other.Folder}.");
        }

        if (!allowDifferentTokenizers)
        {
            CheckTokenizers(here);
        }

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
