using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Amuro.Checkpoints.Hub;

/// <summary>
/// Downloads from a hub that speaks as the Hugging Face hub does, into a cache that the Python client shares. Every file is checked
/// (length, and SHA-256 or git SHA-1 where the hub tells one) before it appears under its name, and a cut download is continued.
/// Several threads and several processes may download at the same time.
/// </summary>
public sealed class HubClient : IDisposable
{
    private static readonly Lazy<HubClient> s_default = new(() => new HubClient(HubOptions.Default), LazyThreadSafetyMode.PublicationOnly);
    private readonly HubHttp _http;
    private readonly HubDownloads _downloads;

    /// <summary>Creates a client.</summary>
    /// <param name="options">Addresses, token and patience; <see cref="HubOptions.Default"/> is what the environment says.</param>
    /// <param name="logger">Where downloads and new tries are logged (never a token). Default: nowhere.</param>
    public HubClient(HubOptions options, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        _http = new HubHttp(options);
        _downloads = new HubDownloads(options, _http, logger ?? NullLogger.Instance);
    }

    /// <summary>The client of this process, with what the environment said at its first use. It need not be disposed of.</summary>
    /// <exception cref="AmuroException">A variable of the environment has a value that cannot be used.</exception>
    public static HubClient Default => s_default.Value;

    /// <summary>The options.</summary>
    public HubOptions Options { get; }

    /// <summary>
    /// Lists branches and tags, in the order of the hub. Offline: those that were downloaded by name, from the cache.
    /// </summary>
    /// <param name="repository">The repository, for example <c>"EleutherAI/pythia-70m"</c>.</param>
    /// <param name="pattern">Which names: <c>*</c> stands for any characters, <c>?</c> for one. Default: all.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <exception cref="AmuroException">There is no such repository or no access to it, or the hub does not answer.</exception>
    public Task<IReadOnlyList<HubRevision>> ListRevisionsAsync(HubRepository repository, string pattern = "*", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        return _downloads.RevisionsAsync(repository, pattern, cancellationToken);
    }

    /// <summary>Lists the files of a revision. Offline: those that are in the cache.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="revision">A branch, a tag or a commit. Default <c>main</c>.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <exception cref="AmuroException">There is no such repository or revision, no access to it, or the hub does not answer.</exception>
    public async Task<IReadOnlyList<string>> ListFilesAsync(HubRepository repository, string revision = "main", CancellationToken cancellationToken = default) =>
        (await _downloads.ListingAsync(Place(repository, revision), cancellationToken).ConfigureAwait(false)).Files;

    /// <summary>Brings one file into the cache, or finds it there, and returns its full path.</summary>
    /// <param name="repository">The repository: a text for a model, <see cref="HubRepository.Dataset"/> for a dataset.</param>
    /// <param name="file">Its name in the repository, with <c>/</c> between folders.</param>
    /// <param name="revision">A branch, a tag or a commit. Default <c>main</c>.</param>
    /// <param name="progress">Told about received bytes.</param>
    /// <param name="cancellationToken">Stops the download; what was received is kept and continued next time.</param>
    /// <exception cref="AmuroException">
    /// Repository, revision or file does not exist, access is refused, the hub does not answer after all tries (and the cache does not have
    /// the file), the content is not what was announced, or the cache cannot be written.
    /// </exception>
    public Task<string> DownloadFileAsync(
        HubRepository repository, string file, string revision = "main", IProgress<HubProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        HubPlace place = Place(repository, revision);
        HubNames.File(place, file);
        return HubDisk.GuardAsync(place with { File = file }, Options, () =>
            _downloads.FileAsync(place with { File = file }, new HubReporter(place, progress, 1), cancellationToken));
    }

    /// <summary>Brings the files of a revision that fit a pattern into the cache and returns the folder of the snapshot.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="patterns">Which files, for example <c>["data/*.parquet"]</c>: <c>*</c> stands for any characters, <c>/</c> too.</param>
    /// <param name="revision">A branch, a tag or a commit. Default <c>main</c>.</param>
    /// <param name="progress">Told about received bytes.</param>
    /// <param name="cancellationToken">Stops the download; what was received is kept and continued next time.</param>
    /// <exception cref="AmuroException">No file fits, or one of the reasons of <see cref="DownloadFileAsync"/>.</exception>
    public Task<string> DownloadFilesAsync(
        HubRepository repository,
        IReadOnlyList<string> patterns,
        string revision = "main",
        IProgress<HubProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(patterns);
        HubPlace place = Place(repository, revision);
        return HubDisk.GuardAsync(place, Options, () => _downloads.MatchingAsync(place, patterns, new HubReporter(place, progress), cancellationToken));
    }

    /// <summary>
    /// Brings one split of a dataset into the cache and returns the paths of its files, in order. Read are the Parquet files that the hub
    /// makes of every public dataset (<c>configuration/split/0000.parquet</c>), or those of a repository that has its own
    /// (<c>configuration/split-00000-of-00001.parquet</c>).
    /// </summary>
    /// <param name="repository">The repository, made by <see cref="HubRepository.Dataset"/>.</param>
    /// <param name="split">For example <c>train</c> or <c>validation</c>.</param>
    /// <param name="configuration">The configuration; null: the only one that has the split.</param>
    /// <param name="revision">Default <c>refs/convert/parquet</c>, the hub's own conversion; <c>main</c> for the files of the repository.</param>
    /// <param name="progress">Told about received bytes.</param>
    /// <param name="cancellationToken">Stops the download; what was received is kept and continued next time.</param>
    /// <exception cref="AmuroException">There is no such split, or several configurations have it, or one of the reasons of <see cref="DownloadFileAsync"/>.</exception>
    public async Task<IReadOnlyList<string>> DownloadSplitAsync(
        HubRepository repository,
        string split,
        string? configuration = null,
        string revision = "refs/convert/parquet",
        IProgress<HubProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(split);
        IReadOnlyList<string> files = DatasetFiles.Of(
            Place(repository, revision), await ListFilesAsync(repository, revision, cancellationToken).ConfigureAwait(false), split, configuration);
        string folder = await DownloadFilesAsync(repository, files, revision, progress, cancellationToken).ConfigureAwait(false);
        return [.. files.Select(f => Path.Combine(folder, f.Replace('/', Path.DirectorySeparatorChar)))];
    }

    /// <summary>
    /// Brings the files of a checkpoint into the cache and returns the folder of the snapshot: config, generation config, tokenizer and
    /// weights (safetensors if there are any, else <c>.bin</c>; other files of the repository are left out).
    /// </summary>
    /// <param name="repository">The repository.</param>
    /// <param name="revision">A branch, a tag or a commit. Default <c>main</c>.</param>
    /// <param name="progress">Told about received bytes.</param>
    /// <param name="cancellationToken">Stops the download; what was received is kept and continued next time.</param>
    /// <exception cref="AmuroException">The revision holds no checkpoint, or one of the reasons of <see cref="DownloadFileAsync"/>.</exception>
    public Task<string> DownloadCheckpointAsync(
        HubRepository repository, string revision = "main", IProgress<HubProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        return DownloadCheckpointAsync(Place(repository, revision), progress, cancellationToken);
    }

    internal Task<string> DownloadCheckpointAsync(HubPlace place, IProgress<HubProgress>? progress, CancellationToken cancellationToken) =>
        HubDisk.GuardAsync(place, Options, () => _downloads.CheckpointAsync(place, new HubReporter(place, progress), cancellationToken));

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _http.Dispose();

    private static HubPlace Place(HubRepository repository, string revision)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(revision);
        var place = new HubPlace(repository);
        return place with { Revision = HubNames.Revision(place, revision) };
    }
}
