using Amuro.Runtime;

namespace Amuro.Checkpoints.Hub;

/// <summary>Turns the last failure of a download into an error that says what to do.</summary>
internal static class HubDisk
{
    public static async Task<T> GuardAsync<T>(HubPlace place, HubOptions options, Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (HubTransientException e)
        {
            throw HubErrors.Final(place, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AmuroException(
                $"{place}: expected a cache that can be read and written at {options.CacheFolder} (HF_HUB_CACHE), found: {StrictText.Shorten(e.Message)}", e);
        }
    }
}
