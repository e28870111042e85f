using Amuro;

/// <summary>The command line of the PaperTables sample.</summary>
internal sealed record PaperTablesOptions
{
    public const string Usage = """
        Usage: dotnet run --project samples/PaperTables -c Release -- --tables DIR --out DIR
          --tables DIR   the folder with all_perf_table.csv and official_eval_table.csv of "Amuro and Char" (arXiv 2408.06663)
          --out DIR      where table6.csv, families.csv, format_spread.csv, trends.csv, audit.json, findings.json and report.html are
                         written, and the tables of the report in the folder tables
        """;

    public string Tables { get; private init; } = "";

    public string Out { get; private init; } = "";

    public static PaperTablesOptions Parse(string[] arguments)
    {
        var line = new CommandLine(arguments);
        var options = new PaperTablesOptions();
        while (line.Next() is { } option)
        {
            options = option switch
            {
                "--tables" => options with { Tables = line.Text() },
                "--out" => options with { Out = line.Text() },
                _ => throw line.Unknown("--tables or --out"),
            };
        }

        return options.Tables.Length == 0 ? throw new AmuroException("Option --tables: expected a folder, found none")
            : options.Out.Length == 0 ? throw new AmuroException("Option --out: expected a folder, found none")
            : options;
    }
}
