namespace Amuro.Checkpoints.Hub;

/// <summary>A failure that may pass: the request is tried again.</summary>
internal sealed class HubTransientException(string found, Exception? inner = null) : Exception(found, inner)
{
    /// <summary>How long the hub asked to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether nobody answered at all: what the cache has may be used instead.</summary>
    public bool Unreachable { get; init; }

    /// <summary>Whether the address of the content is used up and a new one must be asked for.</summary>
    public bool AddressExpired { get; init; }
}
