using System.Diagnostics;

namespace Amuro.Tests;

/// <summary>Runs a command of <see cref="Program"/> in a process of its own.</summary>
internal static class ChildProcess
{
    public static (int ExitCode, string Output, string Errors) Run(string command, IReadOnlyDictionary<string, string?> environment)
    {
        ProcessStartInfo start = new(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(typeof(ChildProcess).Assembly.Location);
        start.ArgumentList.Add(command);
        foreach ((string name, string? value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(2)))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"child process \"{command}\" still runs after two minutes");
        }

        return (process.ExitCode, output.GetAwaiter().GetResult().Trim(), errors.GetAwaiter().GetResult().Trim());
    }
}
