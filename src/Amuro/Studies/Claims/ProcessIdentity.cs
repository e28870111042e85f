using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization;

namespace Amuro.Studies.Claims;

/// <summary>Which process made a claim, so that another one on the same machine need not wait to see that it is dead.</summary>
/// <param name="Host">Name of the machine, for people.</param>
/// <param name="System">What tells this boot and this set of process numbers from others; empty where that is not known.</param>
/// <param name="Process">Number of the process.</param>
/// <param name="Started">When it started, in units of the system: a number that is given again is another process.</param>
internal sealed record ProcessIdentity(string Host, string System, int Process, long Started)
{
    private const string Linux = "/proc/sys/kernel/random/boot_id";

    public static ProcessIdentity Current { get; } =
        new(Environment.MachineName, SystemName(), Environment.ProcessId, StartOf(Environment.ProcessId) ?? 0);

    /// <summary>Whether the process is known to have ended; false where that cannot be known from here.</summary>
    [JsonIgnore]
    public bool HasEnded => System.Length > 0 && (Host, System) == (Current.Host, Current.System) && StartOf(Process) != Started;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Process}");

    // A container has process numbers of its own on the same boot of the same machine.
    private static string SystemName()
    {
        try
        {
            return OperatingSystem.IsLinux()
                ? $"{File.ReadAllText(Linux).Trim()} {new FileInfo("/proc/self/ns/pid").LinkTarget}"
                : OperatingSystem.IsWindows() ? "windows" : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    // Null: there is no such process, or it is dead and only not yet forgotten.
    private static long? StartOf(int process)
    {
        try
        {
            if (!OperatingSystem.IsLinux())
            {
                using Process other = global::System.Diagnostics.Process.GetProcessById(process);
                return other.StartTime.ToUniversalTime().Ticks;
            }

            // The name, in brackets, may hold anything; state and start are the 3rd and the 22nd field.
            string text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
            string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : long.Parse(fields[19], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or ArgumentException or InvalidOperationException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
