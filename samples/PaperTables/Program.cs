using Amuro.Analysis.Published;
using Amuro.Reporting;
using Amuro.Results.Importers;

return await SampleHost.RunAsync(PaperTablesOptions.Usage, args, _ =>
{
    PaperTablesOptions options = PaperTablesOptions.Parse(args);
    Imported tables = AmuroCharTables.Import(options.Tables);
    AmuroCharTableFiles.Save(AmuroCharFigures.Of(tables.Scores), options.Out);
    Console.WriteLine($"{tables.Scores.Count} rows read; table6.csv, families.csv, format_spread.csv and trends.csv are in {options.Out}");
    return Task.CompletedTask;
});
