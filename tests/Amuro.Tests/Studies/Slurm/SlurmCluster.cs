using System.Diagnostics;
using System.Globalization;
using Amuro.Studies.Slurm;
using Amuro.Tests.Repository;

namespace Amuro.Tests.Studies.Slurm;

/// <summary>The real SLURM of tests/slurm/cluster.sh, and what a test does to it.</summary>
internal static class SlurmCluster
{
    private static string Configuration => Environment.GetEnvironmentVariable("SLURM_CONF") ?? "";

    /// <summary>Skips the test where there is none. Nobody's real cluster is touched: its nodes would be killed.</summary>
    public static void Require()
    {
        const string How = "(tests/slurm/cluster.sh install; tests/slurm/cluster.sh start DIR; export SLURM_CONF=DIR/slurm.conf)";
        Skip.If(Configuration.Length == 0, $"needs a SLURM for tests, and SLURM_CONF is not set {How}");
        Skip.IfNot(File.Exists(Configuration), $"needs a SLURM for tests, and {Configuration} is not here {How}");
        Skip.IfNot(File.ReadAllText(Configuration).Contains("ClusterName=amuro\n", StringComparison.Ordinal), $"needs a SLURM for tests, and {Configuration} is another one {How}");
        Skip.IfNot(Run("sinfo", "--noheader").ExitCode == 0, $"needs a SLURM for tests, and that of {Configuration} does not answer {How}");
    }

    public static CommandResult Run(string program, params string[] arguments) =>
        CommandRunner.RunAsync(program, arguments, TimeSpan.FromMinutes(1), CancellationToken.None).GetAwaiter().GetResult();

    public static void Scontrol(params string[] arguments) => Must("scontrol", arguments);

    public static void Scancel(params string[] arguments) => Must("scancel", arguments);

    public static void Signal(string signal, int process) => Must("bash", "-c", $"kill -{signal} {process.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>The daemon of a node dies; its jobs do not, but the controller takes them for dead.</summary>
    public static void LoseNode(string node)
    {
        Cluster("kill-node", node);
        Scontrol("update", $"NodeName={node}", "State=DOWN", "Reason=test"); // it would find out by itself within a minute
    }

    public static void ReturnNode(string node) => Cluster("start-node", node);

    public static void StopController() => Cluster("stop-controller");

    public static void StartController() => Cluster("start-controller");

    public static IReadOnlyList<SlurmJob> Jobs() => new SlurmCommands().JobsAsync(CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>The node that a job runs on.</summary>
    public static string NodeOf(SlurmWorkerProcess worker) =>
        File.ReadAllText($"/proc/{worker.Process}/environ").Split('\0').Single(v => v.StartsWith("SLURMD_NODENAME=", StringComparison.Ordinal)).Split('=')[1];

    /// <summary>The workers of a study that run on this machine.</summary>
    public static IReadOnlyList<SlurmWorkerProcess> Workers(string folder, string stage)
    {
        List<SlurmWorkerProcess> found = [];
        foreach (string process in Directory.EnumerateDirectories("/proc").Where(d => char.IsAsciiDigit(Path.GetFileName(d)[0])))
        {
            try
            {
                string[] arguments = File.ReadAllText(Path.Combine(process, "cmdline")).Split('\0');
                int at = Array.IndexOf(arguments, "--amuro-worker");
                if (at >= 0 && at + 4 < arguments.Length && arguments[at + 1] == folder && arguments[at + 2].Contains(stage, StringComparison.Ordinal))
                {
                    string job = File.ReadAllText(Path.Combine(process, "environ")).Split('\0').Single(v => v.StartsWith("SLURM_ARRAY_JOB_ID=", StringComparison.Ordinal)).Split('=')[1];
                    string cells = File.ReadLines(arguments[at + 2]).ElementAt(int.Parse(arguments[at + 3], CultureInfo.InvariantCulture));
                    found.Add(new SlurmWorkerProcess(
                        int.Parse(Path.GetFileName(process), CultureInfo.InvariantCulture), $"{job}_{arguments[at + 3]}", cells, int.Parse(arguments[at + 4], CultureInfo.InvariantCulture)));
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
            {
                // It has ended meanwhile.
            }
        }

        return found;
    }

    // Without pipes, which the daemons would hold open.
    private static void Cluster(string command, params string[] arguments)
    {
        string script = RepositoryFiles.PathOf("tests", "slurm", "cluster.sh");
        using Process process = Process.Start(new ProcessStartInfo("bash", [script, command, Path.GetDirectoryName(Configuration)!, .. arguments]))!;
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(1)) && process.ExitCode == 0, $"{script} {command}");
    }

    private static void Must(string program, params string[] arguments)
    {
        CommandResult result = Run(program, arguments);
        Assert.True(result.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {result.Errors}");
    }
}

/// <summary>A worker of a study.</summary>
/// <param name="Process">Its process.</param>
/// <param name="Job">Its job, such as <c>17_3</c>.</param>
/// <param name="Cells">The cells that it computes.</param>
/// <param name="Attempt">The attempt that it was told.</param>
internal sealed record SlurmWorkerProcess(int Process, string Job, string Cells, int Attempt);
