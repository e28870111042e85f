using System.Globalization;
using System.Text;

namespace Amuro.Studies.Slurm;

/// <summary>The text of a job array's script.</summary>
internal static class JobScript
{
    /// <summary>Writes it.</summary>
    /// <param name="options">The options of the executor.</param>
    /// <param name="folder">The study's folder, full path.</param>
    /// <param name="array">The array.</param>
    /// <param name="after">Number of the array whose elements come before those of this one, if there is such.</param>
    /// <param name="workingFolder">Where the jobs run.</param>
    /// <exception cref="AmuroException">A path holds what SLURM cannot take.</exception>
    public static string Of(SlurmExecutor options, string folder, SlurmArray array, long? after, string workingFolder)
    {
        StringBuilder text = new();
        text.Append("#!/bin/bash\n");
        foreach (string argument in Arguments(options, folder, array, after, workingFolder))
        {
            text.Append("#SBATCH ").Append(SbatchQuoted(argument)).Append('\n');
        }

        text.Append("set -e\n");
        text.Append("export OMP_NUM_THREADS=\"${SLURM_CPUS_ON_NODE:-1}\" DOTNET_PROCESSOR_COUNT=\"${SLURM_CPUS_ON_NODE:-1}\"\n");
        foreach (string line in options.Prologue)
        {
            text.Append(line).Append('\n');
        }

        string[] worker = [.. options.WorkerCommand, StudyWorker.Option, folder, array.CellsPath(folder)];
        text.Append("# SLURM's own restarts are attempts of their own: the highest one counts, should an older still run on a lost node.\n");
        text.Append("exec ").AppendJoin(' ', worker.Select(ShellQuoted));
        text.Append(CultureInfo.InvariantCulture, $" \"$SLURM_ARRAY_TASK_ID\" \"$(({array.Attempt} + ${{SLURM_RESTART_COUNT:-0}}))\"\n");
        return text.ToString();
    }

    /// <summary>A word of bash, whatever it holds.</summary>
    public static string ShellQuoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static IEnumerable<string> Arguments(SlurmExecutor options, string folder, SlurmArray array, long? after, string workingFolder)
    {
        string throttle = options.MaxRunning is { } most ? string.Create(CultureInfo.InvariantCulture, $"%{most}") : "";
        yield return $"--job-name={array.Name}";
        yield return $"--array={ArrayIndices.Format(array.Elements.Select(e => e.Index))}{throttle}";
        if (after is { } first)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"--dependency=aftercorr:{first}");
            yield return "--kill-on-invalid-dep=yes";
        }

        if (array.Stage == CellStage.FineTune)
        {
            yield return "--nice=100"; // evaluations first: they give results early, and the disk of fine-tuned weights back
        }

        yield return $"--output={Pattern(array.LogPattern(folder))}";
        yield return "--open-mode=append";
        yield return "--requeue";
        yield return $"--chdir={Plain(workingFolder)}";
        yield return "--ntasks=1";
        foreach ((string name, string? value) in Chosen(options).Where(c => c.Value is not null))
        {
            yield return $"--{name}={value}";
        }

        foreach (string argument in options.ExtraArguments)
        {
            yield return argument;
        }
    }

    private static IEnumerable<(string Name, string? Value)> Chosen(SlurmExecutor options) =>
    [
        ("cpus-per-task", options.CpusPerTask.ToString(CultureInfo.InvariantCulture)),
        ("partition", options.Partition),
        ("time", options.Time is { } time ? Duration(time) : null),
        ("gres", options.Gpus > 0 ? string.Create(CultureInfo.InvariantCulture, $"gpu:{options.Gpus}") : null),
        ("mem", options.Memory),
        ("account", options.Account),
        ("qos", options.Qos),
        ("constraint", options.Constraint),
    ];

    private static string Duration(TimeSpan time)
    {
        TimeSpan whole = TimeSpan.FromSeconds(Math.Ceiling(time.TotalSeconds));
        return string.Create(CultureInfo.InvariantCulture, $"{whole.Days}-{whole.Hours:00}:{whole.Minutes:00}:{whole.Seconds:00}");
    }

    // In the name of a log '%' begins a pattern; the element's own is the last one.
    private static string Pattern((string Folder, string File) log) =>
        Path.Combine(Plain(log.Folder).Replace("%", "%%", StringComparison.Ordinal), log.File);

    private static string Plain(string path) => path.AsSpan().ContainsAny('\\', '\n', '\r')
        ? throw new AmuroException($"SlurmExecutor: '{path}': expected a path without backslashes and line breaks, which SLURM does not take")
        : path;

    private static string SbatchQuoted(string argument) => argument.AsSpan().ContainsAny(" \t'\"\\#")
        ? $"\"{argument.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""
        : argument;
}
