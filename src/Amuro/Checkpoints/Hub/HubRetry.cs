using Microsoft.Extensions.Logging;

namespace Amuro.Checkpoints.Hub;

/// <summary>The pauses between tries of one request.</summary>
internal sealed class HubRetry(HubOptions options, ILogger logger, HubPlace place)
{
    private const int Doublings = 4;
    private int _failures;

    public static async Task<T> RunAsync<T>(HubOptions options, ILogger logger, HubPlace place, Func<Task<T>> attempt, CancellationToken cancellationToken)
    {
        var retry = new HubRetry(options, logger, place);
        while (true)
        {
            try
            {
                return await attempt().ConfigureAwait(false);
            }
            catch (HubTransientException e)
            {
                await retry.PauseAsync(e, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Counts from the start again: something was received.</summary>
    public void Reset() => _failures = 0;

    /// <summary>Waits before the next try, or throws the failure if there is none.</summary>
    public async Task PauseAsync(HubTransientException failure, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_failures >= options.Retries)
        {
            throw new HubTransientException($"{failure.Message} ({_failures + 1} times)", failure.InnerException) { Unreachable = failure.Unreachable };
        }

        if (failure.RetryAfter > options.LongestPause)
        {
            throw new HubTransientException(FormattableString.Invariant(
                $"{failure.Message} and the wish to wait {failure.RetryAfter.Value.TotalSeconds:0} s (more than HubOptions.LongestPause)"));
        }

        TimeSpan pause = failure.RetryAfter ?? options.RetryPause * (1 << Math.Min(_failures, Doublings));
        _failures++;
        HubLog.Retry(logger, place, failure.Message, pause.TotalSeconds, _failures, options.Retries);
        await Task.Delay(pause, options.Clock, cancellationToken).ConfigureAwait(false);
    }
}
