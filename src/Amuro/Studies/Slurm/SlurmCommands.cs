using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Amuro.Studies.Slurm;

/// <summary>SLURM by its commands.</summary>
internal sealed partial class SlurmCommands : ISlurm
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);
    private bool _knowsJson = true;

    public async Task<long> SubmitAsync(string script, CancellationToken cancellationToken)
    {
        // Not to be broken off: a job whose number is unknown would be left behind.
        CommandResult result = await CommandRunner.RunAsync("sbatch", ["--parsable", script], s_patience, CancellationToken.None).ConfigureAwait(false);
        ThrowIfUnavailable("sbatch", result);
        string id = result.Output.Trim().Split(';')[0]; // behind ';' stands the name of the cluster, if there are several
        return result.ExitCode == 0 && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw new AmuroException($"sbatch {script}: expected the number of a job, found exit code {result.ExitCode}: {OneLine(result.Errors)} {OneLine(result.Output)}".TrimEnd());
    }

    public async Task<IReadOnlyList<SlurmJob>> JobsAsync(CancellationToken cancellationToken)
    {
        if (_knowsJson)
        {
            CommandResult json = await QueueAsync(["--json", "--me"], cancellationToken).ConfigureAwait(false);
            try
            {
                if (json.ExitCode == 0)
                {
                    return SqueueJson.Read(json.Output);
                }
            }
            catch (JsonException)
            {
            }

            _knowsJson = false; // an old SLURM, or one that was built without it
        }

        CommandResult text = await QueueAsync(["--noheader", "--me", "--array", "--states=all", $"--format={SqueueText.Format}"], cancellationToken).ConfigureAwait(false);
        return text.ExitCode == 0
            ? SqueueText.Read(text.Output)
            : throw new AmuroException($"squeue: expected a list of jobs, found exit code {text.ExitCode}: {OneLine(text.Errors)}");
    }

    public async Task CancelAsync(IReadOnlyCollection<string> jobs, CancellationToken cancellationToken)
    {
        if (jobs.Count > 0)
        {
            CommandResult result = await CommandRunner.RunAsync("scancel", ["--quiet", .. jobs], s_patience, cancellationToken).ConfigureAwait(false);
            ThrowIfUnavailable("scancel", result);
        }
    }

    private static async Task<CommandResult> QueueAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        CommandResult result = await CommandRunner.RunAsync("squeue", arguments, s_patience, cancellationToken).ConfigureAwait(false);
        ThrowIfUnavailable("squeue", result);
        return result;
    }

    private static void ThrowIfUnavailable(string program, CommandResult result)
    {
        if (result.ExitCode != 0 && Unavailable().IsMatch(result.Errors))
        {
            throw new SlurmUnavailableException($"{program}: {OneLine(result.Errors)}");
        }
    }

    private static string OneLine(string text) => text.Trim().ReplaceLineEndings(" ");

    [GeneratedRegex("unable to contact|timed out|connection refused|connection reset|communication.*(failure|error)|temporarily|try again|zero bytes|authentication credential|slurm_load_jobs error", RegexOptions.IgnoreCase)]
    private static partial Regex Unavailable();
}
