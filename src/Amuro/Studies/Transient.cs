using System.Net.Sockets;

namespace Amuro.Studies;

/// <summary>Which errors of a cell are worth another try, and which concern the whole study.</summary>
internal static class Transient
{
    private const int NoSpaceUnix = 28;
    private const int QuotaUnix = 122;
    private const int NoSpaceWindows = unchecked((int)0x80070070);

    /// <summary>Whether the same may succeed a moment later: input and output that failed, a connection that broke.</summary>
    public static bool Is(Exception error) => !IsFull(error) && Chain(error).Any(e =>
        e is HttpRequestException or SocketException or TimeoutException
        || (e is IOException and not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException or EndOfStreamException)));

    /// <summary>Whether the disk is full: no other cell can store anything either.</summary>
    public static bool IsFull(Exception error) => Chain(error).Any(e =>
        e is IOException && (e.HResult is NoSpaceWindows || (!OperatingSystem.IsWindows() && e.HResult is NoSpaceUnix or QuotaUnix)));

    private static IEnumerable<Exception> Chain(Exception error)
    {
        for (Exception? e = error; e is not null; e = e.InnerException)
        {
            yield return e;
        }
    }
}
