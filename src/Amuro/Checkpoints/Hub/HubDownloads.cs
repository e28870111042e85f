using Amuro.Runtime;
using Microsoft.Extensions.Logging;

namespace Amuro.Checkpoints.Hub;

/// <summary>What to ask the hub for and what the cache has already.</summary>
internal sealed class HubDownloads(HubOptions options, HubHttp http, ILogger logger)
{
    private readonly HubCache _cache = new(options, logger);
    private readonly HubApi _api = new(options, http, logger);

    public async Task<IReadOnlyList<HubRevision>> RevisionsAsync(HubRepository repository, string pattern, CancellationToken cancellationToken)
    {
        var place = new HubPlace(repository);
        IReadOnlyList<HubRevision> all = await HubDisk.GuardAsync(place, options, async () => options.Offline
            ? _cache.Revisions(repository)
            : await _api.RevisionsAsync(repository, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        return all.Count > 0 || !options.Offline
            ? [.. all.Where(r => CheckpointFiles.Matches(r.Name, [pattern]))]
            : throw NotCached(place);
    }

    /// <summary>Commit and files of a revision; from the cache if it must be.</summary>
    public Task<HubListing> ListingAsync(HubPlace place, CancellationToken cancellationToken) =>
        HubDisk.GuardAsync(place, options, () => OrCachedAsync(
            place,
            () => _api.FilesAsync(place, cancellationToken),
            () => _cache.Commit(place.Repository, place.At) is { } commit && _cache.Files(place.Repository, commit) is { Count: > 0 } files
                ? new HubListing(commit, files, FromCache: true)
                : null));

    public async Task<string> CheckpointAsync(HubPlace place, HubReporter reporter, CancellationToken cancellationToken)
    {
        HubListing listing = await ListingAsync(place, cancellationToken).ConfigureAwait(false);

        // Small files, index, shards: weights that are complete in the cache say that the rest is there, too.
        (IReadOnlyList<string> small, IReadOnlyList<string> weights) = CheckpointFiles.Of(place, listing);
        await FilesAsync(place, listing.Commit, small, reporter, cancellationToken).ConfigureAwait(false);
        await FilesAsync(place, listing.Commit, weights, reporter, cancellationToken).ConfigureAwait(false);
        string[] shards = [.. weights.Where(CheckpointFiles.IsIndex)
            .SelectMany(f => CheckpointFiles.Shards(place with { File = f }, _cache.FileIn(place.Repository, listing.Commit, f), listing.Files))];
        return await FilesAsync(place, listing.Commit, shards, reporter, cancellationToken).ConfigureAwait(false);
    }

    public async Task<string> MatchingAsync(HubPlace place, IReadOnlyList<string> patterns, HubReporter reporter, CancellationToken cancellationToken)
    {
        HubListing listing = await ListingAsync(place, cancellationToken).ConfigureAwait(false);
        string[] files = [.. listing.Files.Where(f => CheckpointFiles.Matches(f, patterns))];
        return files.Length > 0
            ? await FilesAsync(place, listing.Commit, files, reporter, cancellationToken).ConfigureAwait(false)
            : throw new AmuroException($"{place}: expected a file that fits {string.Join(", ", patterns)}, found none among {listing.Files.Count} files.");
    }

    /// <summary>Brings one file and returns its path in the snapshot.</summary>
    public Task<string> FileAsync(HubPlace place, HubReporter reporter, CancellationToken cancellationToken)
    {
        return HubNames.IsCommit(place.At) && Cached() is { } here
            ? Task.FromResult(here)
            : OrCachedAsync(place, BringAsync, Cached);

        string? Cached()
        {
            string? path = _cache.Find(place.Repository, place.At, place.File!);
            if (path is not null)
            {
                reporter.Done(place.File!, path);
            }

            return path;
        }

        async Task<string> BringAsync()
        {
            HubFileMetadata file = await HubRetry
                .RunAsync(options, logger, place, () => http.HeadAsync(place, cancellationToken), cancellationToken).ConfigureAwait(false);
            _cache.Prepare(place.Repository);
            await BlobAsync(place, file, reporter, cancellationToken).ConfigureAwait(false);
            _cache.SetCommit(place.Repository, place.Revision!, file.Commit);
            string path = _cache.FileIn(place.Repository, file.Commit, place.File!);
            reporter.Done(place.File!, path);
            return path;
        }
    }

    private async Task<string> FilesAsync(HubPlace place, string commit, IReadOnlyList<string> files, HubReporter reporter, CancellationToken cancellationToken)
    {
        reporter.Expect(files.Count);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.ParallelFiles, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            files,
            parallel,
            async (file, token) => await FileAsync(place with { Commit = commit, File = file }, reporter, token).ConfigureAwait(false)).ConfigureAwait(false);
        _cache.SetCommit(place.Repository, place.Revision!, commit);
        return _cache.Snapshot(place.Repository, commit);
    }

    private async Task BlobAsync(HubPlace place, HubFileMetadata file, HubReporter reporter, CancellationToken cancellationToken)
    {
        if (LinkedFile.Find(_cache.FileIn(place.Repository, file.Commit, place.File!)) is not null)
        {
            return;
        }

        string blob = _cache.Blob(place.Repository, file.ETag);
        if (!IsWhole(blob, file))
        {
            using IDisposable held = await HubLock.TakeAsync(_cache.Lock(place.Repository, file.ETag), cancellationToken).ConfigureAwait(false);
            if (!IsWhole(blob, file))
            {
                var download = new BlobDownload(options, http, logger, place, file, blob, reporter.Of(place.File!, file.Size));
                await download.RunAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        _cache.Place(place, file.Commit, file.ETag);
    }

    private static bool IsWhole(string blob, HubFileMetadata file) =>
        LinkedFile.Find(blob) is { } found && (file.Size is null || found.Length == file.Size);

    private async Task<T> OrCachedAsync<T>(HubPlace place, Func<Task<T>> online, Func<T?> cached)
        where T : class
    {
        if (options.Offline)
        {
            return cached() ?? throw NotCached(place);
        }

        try
        {
            return await online().ConfigureAwait(false);
        }
        catch (HubTransientException e) when (e.Unreachable && cached() is { } found)
        {
            HubLog.Cached(logger, place, e.Message);
            return found;
        }
    }

    private AmuroException NotCached(HubPlace place) => new(
        $"{place}: expected it in the cache {_cache.Root}, because HF_HUB_OFFLINE or HubOptions.WithOffline is set, found nothing: download it once online.");
}
