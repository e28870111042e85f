using Microsoft.Extensions.Logging;

namespace Amuro.Checkpoints.Hub;

/// <summary>What is logged: repositories, revisions, files, hosts and sizes, never headers or whole addresses.</summary>
internal static partial class HubLog
{
    [LoggerMessage(1, LogLevel.Information, "{Place}: downloading {Size} bytes from {Host}, {Have} are here")]
    public static partial void Download(ILogger logger, HubPlace place, long? size, string host, long have);

    [LoggerMessage(2, LogLevel.Warning, "{Place}: found {Found}; trying again in {Seconds} s ({Number} of {Retries})")]
    public static partial void Retry(ILogger logger, HubPlace place, string found, double seconds, int number, int retries);

    [LoggerMessage(3, LogLevel.Warning, "{Place}: {Found}; using what the cache has")]
    public static partial void Cached(ILogger logger, HubPlace place, string found);

    [LoggerMessage(4, LogLevel.Information, "{Place}: links cannot be made in {Folder}; copying")]
    public static partial void Copied(ILogger logger, HubPlace place, string folder);
}
