/// <summary>The command line of the monitor.</summary>
internal sealed record MonitorOptions(string Folder, int Interval, bool Once, bool Plan, string? Report)
{
    public const string Usage = """
        Usage: dotnet run --project samples/StudyMonitor -c Release -- --folder DIR [--interval SECONDS] [--once] [--plan] [--report DIR]
          --folder DIR        the folder of a study that is running, somewhere, or has run
          --interval SECONDS  time between two looks (default 2)
          --once              one look, then the end
          --plan              what is left to do, with its cost on this machine, in place of watching
          --report DIR        at the end, the report of what is there, with a list of what is missing
        """;

    public static MonitorOptions Parse(string[] arguments)
    {
        MonitorOptions options = new("", 2, false, false, null);
        CommandLine line = new(arguments);
        while (line.Next() is { } option)
        {
            options = option switch
            {
                "--folder" => options with { Folder = line.Text() },
                "--interval" => options with { Interval = line.Number(1) },
                "--once" => options with { Once = true },
                "--plan" => options with { Plan = true },
                "--report" => options with { Report = line.Text() },
                _ => throw line.Unknown("--folder, --interval, --once, --plan or --report"),
            };
        }

        return options.Folder.Length > 0 ? options : throw new Amuro.AmuroException("Option --folder: expected the folder of a study, found none");
    }
}
