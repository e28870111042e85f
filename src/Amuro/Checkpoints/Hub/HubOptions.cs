namespace Amuro.Checkpoints.Hub;

/// <summary>Where the hub and its cache are, and how patient a download is. Unchangeable.</summary>
public sealed record HubOptions
{
    /// <summary>The address of the public hub, used where <c>HF_ENDPOINT</c> is not set: <c>https://huggingface.co</c>.</summary>
    public const string PublicEndpoint = "https://huggingface.co";

    internal HubOptions()
    {
    }

    /// <summary>
    /// What the environment says, read anew each time, as the Python client does: <c>HF_ENDPOINT</c>, <c>HF_HUB_CACHE</c>,
    /// <c>HF_HOME</c>, <c>HF_TOKEN</c>, <c>HF_TOKEN_PATH</c> (default: the file <c>HF_HOME/token</c>), <c>HF_HUB_OFFLINE</c>.
    /// </summary>
    /// <exception cref="AmuroException">A variable has a value that cannot be used.</exception>
    public static HubOptions Default => HubEnvironment.Read(Environment.GetEnvironmentVariable);

    /// <summary>Address of the hub. Default: <c>HF_ENDPOINT</c>, else <see cref="PublicEndpoint"/>.</summary>
    public Uri Endpoint { get; private init; } = new(PublicEndpoint);

    /// <summary>Full path of the cache. Default: <c>HF_HUB_CACHE</c>, else <c>hub</c> in <c>HF_HOME</c> (<c>~/.cache/huggingface</c>).</summary>
    public string CacheFolder { get; private init; } = "";

    /// <summary>The token that is sent to <see cref="Endpoint"/> and to no other host. Default: <c>HF_TOKEN</c>, else the token file, else none.</summary>
    public HubToken? Token { get; private init; }

    /// <summary>Whether only the cache is used. Default: <c>HF_HUB_OFFLINE</c>, else false.</summary>
    public bool Offline { get; private init; }

    /// <summary>How often a request is tried again after 429, 5xx, silence or a cut that brought no byte. Default 5.</summary>
    public int Retries { get; private init; } = 5;

    /// <summary>
    /// The pause before the first new try; it doubles each time, up to 16 times this. <c>Retry-After</c> of the hub goes before it. Default 1 s.
    /// </summary>
    public TimeSpan RetryPause { get; private init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest <c>Retry-After</c> that is waited for; a longer one is an error. Default 5 min.</summary>
    public TimeSpan LongestPause { get; private init; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest silence of the hub before an answer and between two pieces of a body. Default 60 s.</summary>
    public TimeSpan Timeout { get; private init; } = TimeSpan.FromSeconds(60);

    /// <summary>How many files of a checkpoint are downloaded at the same time. Default 4.</summary>
    public int ParallelFiles { get; private init; } = 4;

    /// <summary>
    /// Whether snapshots link to the blobs, as the Python client does it; where links cannot be made, and if this is false, they are copies. Default true.
    /// </summary>
    public bool SymbolicLinks { get; private init; } = true;

    /// <summary>The clock of the pauses between tries. Default <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider Clock { get; private init; } = TimeProvider.System;

    /// <summary>Returns a copy with another <see cref="Endpoint"/>.</summary>
    /// <param name="endpoint">An http or https address without user, query and fragment.</param>
    /// <exception cref="AmuroException">It is something else.</exception>
    public HubOptions WithEndpoint(Uri endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        bool good = endpoint.IsAbsoluteUri && endpoint.Scheme is "http" or "https"
            && endpoint.UserInfo.Length == 0 && endpoint.Query.Length == 0 && endpoint.Fragment.Length == 0;
        return good
            ? this with { Endpoint = endpoint }
            : throw new AmuroException(
                $"HubOptions.Endpoint (HF_ENDPOINT): expected an address like {PublicEndpoint} without user and query, found {HubUri.Shown(endpoint)}.");
    }

    /// <summary>Returns a copy with another <see cref="CacheFolder"/>; other settings, the token too, stay as they are.</summary>
    /// <param name="folder">The folder that holds <c>models--…</c>; created when needed.</param>
    public HubOptions WithCacheFolder(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        return this with { CacheFolder = Path.GetFullPath(folder) };
    }

    /// <summary>Returns a copy with another <see cref="Token"/>.</summary>
    /// <param name="token">A token (a text is taken as one), or null for none.</param>
    public HubOptions WithToken(HubToken? token) => this with { Token = token };

    /// <summary>Returns a copy with another <see cref="Offline"/>.</summary>
    /// <param name="offline">Whether only the cache is used.</param>
    public HubOptions WithOffline(bool offline) => this with { Offline = offline };

    /// <summary>Returns a copy with other <see cref="Retries"/>.</summary>
    /// <param name="retries">0 to 100.</param>
    /// <exception cref="AmuroException">It is outside.</exception>
    public HubOptions WithRetries(int retries) => this with { Retries = Within(retries, 0, 100, nameof(Retries)) };

    /// <summary>Returns a copy with another <see cref="RetryPause"/>.</summary>
    /// <param name="pause">At least 0, at most one hour.</param>
    /// <exception cref="AmuroException">It is outside.</exception>
    public HubOptions WithRetryPause(TimeSpan pause) => this with { RetryPause = Within(pause, TimeSpan.Zero, TimeSpan.FromHours(1), nameof(RetryPause)) };

    /// <summary>Returns a copy with another <see cref="LongestPause"/>.</summary>
    /// <param name="pause">At least 0, at most one day.</param>
    /// <exception cref="AmuroException">It is outside.</exception>
    public HubOptions WithLongestPause(TimeSpan pause) => this with { LongestPause = Within(pause, TimeSpan.Zero, TimeSpan.FromDays(1), nameof(LongestPause)) };

    /// <summary>Returns a copy with another <see cref="Timeout"/>.</summary>
    /// <param name="timeout">More than 0, at most one day.</param>
    /// <exception cref="AmuroException">It is outside.</exception>
    public HubOptions WithTimeout(TimeSpan timeout) =>
        this with { Timeout = Within(timeout, TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1), nameof(Timeout)) };

    /// <summary>Returns a copy with other <see cref="ParallelFiles"/>.</summary>
    /// <param name="files">1 to 64.</param>
    /// <exception cref="AmuroException">It is outside.</exception>
    public HubOptions WithParallelFiles(int files) => this with { ParallelFiles = Within(files, 1, 64, nameof(ParallelFiles)) };

    /// <summary>Returns a copy with other <see cref="SymbolicLinks"/>.</summary>
    /// <param name="links">False for copies.</param>
    public HubOptions WithSymbolicLinks(bool links) => this with { SymbolicLinks = links };

    /// <summary>Returns a copy with another <see cref="Clock"/>.</summary>
    /// <param name="clock">The clock.</param>
    public HubOptions WithClock(TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        return this with { Clock = clock };
    }

    private static T Within<T>(T value, T least, T most, string name)
        where T : IComparable<T> =>
        value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0
            ? value
            : throw new AmuroException(FormattableString.Invariant($"HubOptions.{name}: expected {least} to {most}, found {value}."));
}
