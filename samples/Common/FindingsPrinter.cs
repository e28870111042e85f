using System.Globalization;
using Amuro.Analysis;
using Spectre.Console;

/// <summary>Prints the findings of a study with their figures.</summary>
internal static class FindingsPrinter
{
    public static void Print(IEnumerable<Finding> findings)
    {
        int number = 0;
        foreach (Finding finding in findings)
        {
            string colour = finding.Verdict switch
            {
                Verdict.Supported => "green",
                Verdict.NotSupported => "red",
                _ => "yellow",
            };
            AnsiConsole.WriteLine();
            AnsiConsole.MarkupLine($"[bold]{++number}. {Markup.Escape(finding.Question)}[/]");
            AnsiConsole.MarkupLine($"   [{colour}]{Markup.Escape(finding.Verdict.ToText())}[/]  {Markup.Escape(Figures(finding))}");
            AnsiConsole.MarkupLine($"   {Markup.Escape(finding.Sentence)}");
        }

        AnsiConsole.WriteLine();
    }

    private static string Figures(Finding finding) => double.IsNaN(finding.Effect)
        ? ""
        : string.Create(
            CultureInfo.InvariantCulture,
            $"effect {finding.Effect:+0.000;-0.000}, {finding.Interval.Level:P0} interval [{finding.Interval.Low:+0.000;-0.000}, {finding.Interval.High:+0.000;-0.000}]{(double.IsNaN(finding.PValue) ? "" : $", p = {finding.PValue:0.0000}")}");
}
