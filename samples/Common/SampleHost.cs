using Amuro;
using Spectre.Console;

/// <summary>What every sample does around its work: Ctrl-C stops it, a mistake is one line and the exit code 1.</summary>
internal static class SampleHost
{
    public static async Task<int> RunAsync(string usage, string[] arguments, Func<CancellationToken, Task> work)
    {
        if (arguments.Contains("--help") || arguments.Contains("-h"))
        {
            Console.WriteLine(usage);
            return 0;
        }

        using CancellationTokenSource stop = new();
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = true;
            stop.Cancel();
        };
        try
        {
            await work(stop.Token);
            return 0;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            AnsiConsole.Console.Profile.Out.Writer.Flush();
            await Console.Error.WriteLineAsync("Stopped. The same command goes on from here.");
            return 130;
        }
        catch (Exception e) when (e is AmuroException or IOException or UnauthorizedAccessException || e.GetBaseException() is AmuroException)
        {
            // Where AMURO_LIBTORCH cannot be used, TorchSharp's static constructor stands around the message.
            string message = (e is TypeInitializationException ? e.GetBaseException() : e).Message;
            AnsiConsole.Console.Profile.Out.Writer.Flush();
            await Console.Error.WriteLineAsync($"error: {message.ReplaceLineEndings(" ")}");
            return 1;
        }
    }
}
