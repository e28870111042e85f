using Amuro.Analysis;
using Amuro.Reporting;
using Amuro.Studies;
using Spectre.Console;

return await SampleHost.RunAsync(MonitorOptions.Usage, args, async cancellationToken =>
{
    MonitorOptions options = MonitorOptions.Parse(args);
    if (options.Plan)
    {
        Console.WriteLine(Study.Attach(options.Folder).Plan(options.Folder).ToText());
    }
    else if (Console.IsOutputRedirected)
    {
        await foreach (StudyStatus status in Looks(options, cancellationToken))
        {
            Console.WriteLine(StatusText.Line(status));
        }
    }
    else
    {
        await AnsiConsole.Live(new Text("reading the study")).StartAsync(async live =>
        {
            await foreach (StudyStatus status in Looks(options, cancellationToken))
            {
                live.UpdateTarget(StatusText.Table(status));
            }
        });
    }

    if (options.Report is not null)
    {
        CollectedResults found = await Study.Attach(options.Folder).CollectAsync(options.Folder, cancellationToken);
        StudyReport report = new StudyReport(found.Results, FindingsReport.Analyze(found.Results)).WithMissing([.. found.Missing.Select(c => c.Description)]);
        Console.WriteLine($"Report: {await report.SaveAllAsync(options.Report, cancellationToken)}");
    }
});

static async IAsyncEnumerable<StudyStatus> Looks(
    MonitorOptions options, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
{
    await foreach (StudyStatus status in Study.Watch(options.Folder, TimeSpan.FromSeconds(options.Interval), cancellationToken))
    {
        yield return status;
        if (options.Once)
        {
            yield break;
        }
    }
}
