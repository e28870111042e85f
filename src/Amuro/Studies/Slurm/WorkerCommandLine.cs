using System.Collections.Immutable;
using System.Reflection;

namespace Amuro.Studies.Slurm;

/// <summary>How to start this program again.</summary>
internal static class WorkerCommandLine
{
    /// <summary>The program, or <c>dotnet</c> and the program's assembly where that is how it was started.</summary>
    /// <exception cref="AmuroException">This process does not tell.</exception>
    public static ImmutableArray<string> OfThisProgram()
    {
        string? process = Environment.ProcessPath;
        string? assembly = Assembly.GetEntryAssembly()?.Location;
        return process switch
        {
            null => throw new AmuroException("SlurmExecutor: WorkerCommand: expected the command that starts this program, found none, and the system does not tell it"),
            _ when Path.GetFileNameWithoutExtension(process) != "dotnet" => [process],
            _ when !string.IsNullOrEmpty(assembly) => [process, assembly],
            _ => throw new AmuroException("SlurmExecutor: WorkerCommand: expected the command that starts this program, found none, and it has no assembly of its own"),
        };
    }
}
