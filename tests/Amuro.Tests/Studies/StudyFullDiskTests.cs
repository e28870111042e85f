using System.Diagnostics;
using System.Text.Json;
using Amuro.Results;

namespace Amuro.Tests.Studies;

public sealed class StudyFullDiskTests
{
    public const string Command = "study-on-full-disk";

    /// <summary>In a process with mounts of its own, where a file system of 4 MB can be made without being root.</summary>
    [SkippableFact]
    public void A_full_disk_is_named_leaves_nothing_half_written_and_is_no_obstacle_once_there_is_room()
    {
        using TemporaryFolder folder = new();
        Skip.IfNot(OperatingSystem.IsLinux() && Run($"mount -t tmpfs -o size=4m tmpfs '{folder.Path}'").ExitCode == 0, "no file system of limited size can be mounted here (unshare -rm)");

        (int exitCode, string output) = Run($"mount -t tmpfs -o size=4m tmpfs '{folder.Path}' && exec dotnet '{typeof(StudyFullDiskTests).Assembly.Location}' {Command} '{folder.Path}'");

        Assert.True(exitCode == 0, output);
    }

    internal static void RunInChild(string disk)
    {
        using TinyStudy tiny = new();
        string folder = Path.Combine(disk, "study"), filler = Path.Combine(disk, "filler");
        foreach (int left in (int[])[40_000, 200_000])
        {
            Fill(filler, left);
            AmuroException error = Assert.Throws<AmuroException>(() => tiny.Study.RunAsync(folder).GetAwaiter().GetResult());
            Assert.Contains(folder, error.Message, StringComparison.Ordinal);
            Assert.Contains("No space left", error.Message, StringComparison.Ordinal);
            foreach (string file in Directory.Exists(Path.Combine(folder, "results")) ? Directory.GetFiles(Path.Combine(folder, "results"), "*.json", SearchOption.AllDirectories) : [])
            {
                JsonDocument.Parse(File.ReadAllBytes(file)).Dispose();
            }
        }

        File.Delete(filler);
        StudyResults found = tiny.Study.RunAsync(folder).GetAwaiter().GetResult();
        Assert.Equal(tiny.Study.RunAsync(tiny.Out("elsewhere")).GetAwaiter().GetResult().Scores, found.Scores);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder, "*.tmp", SearchOption.AllDirectories));
    }

    private static void Fill(string filler, int left)
    {
        File.Delete(filler);
        long free = new DriveInfo(Path.GetDirectoryName(filler)!).AvailableFreeSpace;
        using FileStream stream = new(filler, FileMode.CreateNew);
        stream.Write(new byte[free - left]);
    }

    private static (int ExitCode, string Output) Run(string script)
    {
        try
        {
            ProcessStartInfo start = new("unshare", ["-rm", "sh", "-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["OMP_NUM_THREADS"] = "1";
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output + errors.GetAwaiter().GetResult());
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return (127, e.Message);
        }
    }
}
