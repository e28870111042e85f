using System.Diagnostics;

namespace Amuro.Tests;

/// <summary>Runs a command of <see cref="Program"/> in a process of its own, for at most five minutes.</summary>
internal static class ChildProcess
{
    public static (int ExitCode, string Output, string Errors) Run(
        IReadOnlyList<string> command, IReadOnlyDictionary<string, string?> environment, string workingFolder = "")
    {
        using Process process = Process.Start(Described(command, environment, workingFolder))!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(5)))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"child process \"{string.Join(' ', command)}\" still runs after five minutes");
        }

        return (process.ExitCode, output.GetAwaiter().GetResult().Trim(), errors.GetAwaiter().GetResult().Trim());
    }

    /// <summary>Starts it for the caller to watch, or to kill; what it says is thrown away.</summary>
    public static Process Start(IReadOnlyList<string> command, IReadOnlyDictionary<string, string?> environment)
    {
        Process process = Process.Start(Described(command, environment, workingFolder: ""))!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static ProcessStartInfo Described(
        IReadOnlyList<string> command, IReadOnlyDictionary<string, string?> environment, string workingFolder)
    {
        ProcessStartInfo start = new(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            WorkingDirectory = workingFolder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(typeof(ChildProcess).Assembly.Location);
        foreach (string argument in command)
        {
            start.ArgumentList.Add(argument);
        }

        foreach ((string name, string? value) in environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }
}
