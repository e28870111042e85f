/// <summary>The command line of the monitor.</summary>
internal sealed record MonitorOptions(string Folder, int Interval, bool Once, string? Report)
{
    public const string Usage = """
        Usage: dotnet run --project samples/StudyMonitor -c Release -- --folder DIR [--interval SECONDS] [--once] [--report DIR]
          --folder DIR        the folder of a study that is running, somewhere, or has run
          --interval SECONDS  time between two looks (default 2)
          --once              one look, then the end
          --report DIR        at the end, the report of what is there, with a list of what is missing
        """;

    public static MonitorOptions Parse(string[] arguments)
    {
        MonitorOptions options = new("", 2, false, null);
        CommandLine line = new(arguments);
        while (line.Next() is { } option)
        {
            options = option switch
            {
                "--folder" => options with { Folder = line.Text() },
                "--interval" => options with { Interval = line.Number(1) },
                "--once" => options with { Once = true },
                "--report" => options with { Report = line.Text() },
                _ => throw line.Unknown("--folder, --interval, --once or --report"),
            };
        }

        return options.Folder.Length > 0 ? options : throw new Amuro.AmuroException("Option --folder: expected the folder of a study, found none");
    }
}
