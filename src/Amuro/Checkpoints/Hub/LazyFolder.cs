namespace Amuro.Checkpoints.Hub;

/// <summary>A folder that is downloaded when it is first needed. A failure is not kept: the next use tries again.</summary>
internal sealed class LazyFolder(string source, Func<IProgress<HubProgress>?, CancellationToken, Task<string>> download)
{
    private readonly Lock _gate = new();
    private volatile string? _path;
    private Task<string>? _download;

    /// <summary>A folder that is here.</summary>
    public LazyFolder(string path)
        : this(path, (_, _) => Task.FromResult(path)) => _path = path;

    /// <summary>What to call it in a message before it is here.</summary>
    public string Source => _path ?? source;

    public bool IsHere => _path is not null;

    /// <summary>Full path; downloads and waits if need be.</summary>
    // On the thread pool, so that a caller's synchronisation context cannot wait for itself.
    public string Path => _path ?? Task.Run(() => GetAsync(null, CancellationToken.None)).GetAwaiter().GetResult();

    public async Task<string> GetAsync(IProgress<HubProgress>? progress, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_path is { } here)
            {
                return here;
            }

            cancellationToken.ThrowIfCancellationRequested();
            Task<string> current;
            lock (_gate)
            {
                if (_download is null || _download.IsFaulted || _download.IsCanceled)
                {
                    _download = Task.Run(() => download(progress, cancellationToken), CancellationToken.None);
                }

                current = _download;
            }

            try
            {
                return _path = await current.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // Another caller started this download and gave it up: go on with one of our own.
            }
        }
    }
}
