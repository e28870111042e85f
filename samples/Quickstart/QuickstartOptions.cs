/// <summary>The command line of the Quickstart.</summary>
internal sealed record QuickstartOptions(string Out, int Seed, int Seeds, bool Quick)
{
    public const string Usage = """
        Usage: dotnet run --project samples/Quickstart -c Release -- [--out DIR] [--seed N] [--seeds K] [--quick]
          --out DIR   where everything is written; run again with the same DIR, it goes on where it was (default amuro-quickstart)
          --seed N    seed of the synthetic world, of pre-training and of the first fine-tuning (default 0)
          --seeds K   fine-tuning seeds per checkpoint and task (default 1)
          --quick     a smaller study of about half a minute
        """;

    public static QuickstartOptions Parse(string[] arguments)
    {
        QuickstartOptions options = new("amuro-quickstart", 0, 1, false);
        CommandLine line = new(arguments);
        while (line.Next() is { } option)
        {
            options = option switch
            {
                "--out" => options with { Out = line.Text() },
                "--seed" => options with { Seed = line.Number(0) },
                "--seeds" => options with { Seeds = line.Number(1) },
                "--quick" => options with { Quick = true },
                _ => throw line.Unknown("--out, --seed, --seeds or --quick"),
            };
        }

        return options;
    }
}
