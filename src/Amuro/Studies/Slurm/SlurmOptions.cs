using System.Text.RegularExpressions;

namespace Amuro.Studies.Slurm;

/// <summary>Finds all mistakes in the options of a <see cref="SlurmExecutor"/>.</summary>
internal static partial class SlurmOptions
{
    public static void Check(SlurmExecutor options)
    {
        List<string> problems =
        [
            .. Names(options).Where(n => n.Value is not null && !Word().IsMatch(n.Value))
                .Select(n => $"{n.Option}: expected a name without blanks, found '{n.Value}'"),
            .. Lines(options).Where(l => l.Text.Length == 0 || l.Text.AsSpan().ContainsAny('\n', '\r', '\0'))
                .Select(l => $"{l.Option}: expected one line of text, found {(l.Text.Length == 0 ? "an empty one" : "several")}"),
            .. options.ExtraArguments.Where(a => !a.StartsWith('-')).Select(a => $"ExtraArguments: expected arguments such as --reservation=lab, found '{a}'"),
        ];
        Require(options.Time is not { } time || (time >= TimeSpan.FromMinutes(1) && time < TimeSpan.FromDays(1000)), $"Time: expected at least a minute, found {options.Time}");
        Require(options.Memory is null || Size().IsMatch(options.Memory), $"Memory: expected a number and K, M, G or T, such as 16G, found '{options.Memory}'");
        Require(options.Gpus >= 0, $"Gpus: expected at least 0, found {options.Gpus}");
        Require(options.CpusPerTask >= 1, $"CpusPerTask: expected at least 1, found {options.CpusPerTask}");
        Require(options.MaxArraySize >= 1, $"MaxArraySize: expected at least 1, found {options.MaxArraySize}");
        Require(options.MaxRunning is not < 1, $"MaxRunning: expected at least 1, found {options.MaxRunning}");
        Require(options.PollInterval > TimeSpan.Zero, $"PollInterval: expected more than nothing, found {options.PollInterval}");
        Require(options.MaxResubmissions >= 0, $"MaxResubmissions: expected at least 0, found {options.MaxResubmissions}");
        Require(options.MaxRetries >= 0, $"MaxRetries: expected at least 0, found {options.MaxRetries}");
        if (problems.Count > 0)
        {
            throw new AmuroException("SlurmExecutor: " + string.Join("; ", problems));
        }

        void Require(bool holds, FormattableString problem)
        {
            if (!holds)
            {
                problems.Add(FormattableString.Invariant(problem));
            }
        }
    }

    private static IEnumerable<(string Option, string? Value)> Names(SlurmExecutor options) =>
    [
        (nameof(options.Partition), options.Partition),
        (nameof(options.Account), options.Account),
        (nameof(options.Qos), options.Qos),
        (nameof(options.Constraint), options.Constraint),
    ];

    private static IEnumerable<(string Option, string Text)> Lines(SlurmExecutor options) =>
    [
        .. options.ExtraArguments.Select(a => (nameof(options.ExtraArguments), a)),
        .. options.Prologue.Select(l => (nameof(options.Prologue), l)),
        .. options.WorkerCommand.Select(w => (nameof(options.WorkerCommand), w)),
    ];

    [GeneratedRegex(@"^[^\s\p{C}]+$")]
    private static partial Regex Word();

    [GeneratedRegex("^[1-9][0-9]*[KMGT]?$")]
    private static partial Regex Size();
}
