using Amuro.Studies.Slurm;

/// <summary>The command line of the sample.</summary>
internal sealed record ClusterOptions(string Out, int Seeds, bool Plan, bool Submit, bool Leave, SlurmExecutor? Slurm)
{
    public const string Usage = """
        Usage: dotnet run --project samples/ClusterStudy -c Release -- [--out DIR] [--seeds K] [--plan] [--slurm PARTITION ...]
          --out DIR          where everything is written; run again with the same DIR, it goes on where it was (default amuro-cluster);
                             on a cluster all nodes must see it
          --seeds K          fine-tuning seeds per checkpoint and task (default 1)
          --plan             shows what would run, and runs nothing
          --slurm PARTITION  runs it as SLURM jobs; run again, it joins those that are there
          --minutes N        time limit of one job (default: the partition's)
          --gpus N           GPUs of one job (default 0)
          --poll SECONDS     time between two looks at the queue (default 30)
          --submit           submits the jobs and does not wait for them
          --leave            Ctrl-C leaves the jobs running (default: it cancels them)
        """;

    public static ClusterOptions Parse(string[] arguments)
    {
        ClusterOptions options = new("amuro-cluster", 1, false, false, false, null);
        CommandLine line = new(arguments);
        while (line.Next() is { } option)
        {
            options = option switch
            {
                "--out" => options with { Out = line.Text() },
                "--seeds" => options with { Seeds = line.Number(1) },
                "--plan" => options with { Plan = true },
                "--submit" => options with { Submit = true },
                "--leave" => options with { Leave = true },
                "--slurm" => options.With(s => s with { Partition = line.Text() }),
                "--minutes" => options.With(s => s with { Time = TimeSpan.FromMinutes(line.Number(1)) }),
                "--gpus" => options.With(s => s with { Gpus = line.Number(0) }),
                "--poll" => options.With(s => s with { PollInterval = TimeSpan.FromSeconds(line.Number(1)) }),
                _ => throw line.Unknown("--out, --seeds, --plan, --submit, --leave, --slurm, --minutes, --gpus or --poll"),
            };
        }

        return options with { Slurm = options.Slurm is { } slurm ? slurm with { KeepJobsOnCancel = options.Leave } : null };
    }

    private ClusterOptions With(Func<SlurmExecutor, SlurmExecutor> change) => this with { Slurm = change(Slurm ?? new SlurmExecutor()) };
}
