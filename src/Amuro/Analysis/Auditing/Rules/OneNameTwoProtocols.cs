using Amuro.Results;

namespace Amuro.Analysis.Auditing.Rules;

/// <summary>
/// One model is scored on a task of one name in two ways: by metrics that no evaluation has together, or in two files whose formats or
/// metrics have nothing in common. Compared is the main format of each file: the one called default, or the first.
/// </summary>
internal sealed class OneNameTwoProtocols : IAuditRule
{
    public IEnumerable<AuditFinding> Find(AuditTables tables)
    {
        var formats = MainFormats(tables.Rows);
        ScoreRow[][] twofold =
        [
            .. tables.Rows.Where(r => r.Format == formats[File(r)])
                .GroupBy(r => (r.Model, r.TunedOn, r.Task))
                .Select(g => g.ToArray())
                .Where(IsTwofold),
        ];
        if (twofold.Length == 0)
        {
            yield break;
        }

        ScoreRow[] rows = [.. twofold.SelectMany(g => g)];
        string tasks = Say.List(twofold.OrderByDescending(g => g.Length).Select(g => $"{g[0].Task}: {string.Join(" against ", g.GroupBy(Protocol).Select(p => Words(p.Key)))}").Distinct(), "; ");
        bool metrics = twofold.Any(g => g.Select(r => r.Metric).Distinct().Count() > 1);
        string[] names = [.. rows.Select(r => r.Task).Distinct()];
        yield return new AuditFinding
        {
            Rule = "one_name_two_protocols",
            Severity = metrics ? AuditSeverity.Warning : AuditSeverity.Note,
            Statement = Say.Text($"{Say.Count(names.Length, "task name stands", "task names stand")} for two protocols of the same model, in {rows.Length} rows ({tasks})."),
            Consequence = "Scores of the two cannot be compared, averaged or counted as one task; a table that names only the task mixes them.",
            Rows = tables.InOrder(rows),
            Figures = Figures.Of(("tasks", names.Length), ("models_with_the_same_shots_in_two_files", ModelsInBoth(tables.Rows))),
        };
    }

    private static Dictionary<string, string> MainFormats(IEnumerable<ScoreRow> rows)
    {
        var formats = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (ScoreRow row in rows)
        {
            if (row.Format == "default" || !formats.ContainsKey(File(row)))
            {
                formats[File(row)] = row.Format;
            }
        }

        return formats;
    }

    // Several metrics of one evaluation are one protocol, and so are the files of several steps.
    private static bool IsTwofold(ScoreRow[] rows)
    {
        if (rows.Select(Protocol).Distinct().Take(2).Count() < 2)
        {
            return false;
        }

        HashSet<string>[] metrics = [.. rows.GroupBy(r => (File(r), r.Step, r.Stage, r.Format, r.Shots, r.Seed)).Select(g => g.Select(r => r.Metric).ToHashSet())];
        return metrics.Any(m => !m.Overlaps(metrics[0]))
            || rows.GroupBy(r => r.Step).Any(step => step.GroupBy(File).Select(f => f.Select(r => r.Format).ToHashSet()).ToArray() is { Length: > 1 } files && files.Any(f => !f.Overlaps(files[0])));
    }

    private static int ModelsInBoth(IEnumerable<ScoreRow> rows) =>
        rows.GroupBy(r => (r.Model, r.Step, r.Stage, r.TunedOn, r.Shots)).Count(g => g.Select(File).Distinct().Skip(1).Any());

    private static (string Metric, string Format, string File) Protocol(ScoreRow row) => (row.Metric, row.Format, File(row));

    private static string Words((string Metric, string Format, string File) protocol) =>
        $"{protocol.Metric} in format {protocol.Format}{(protocol.File.Length == 0 ? "" : $" of {Path.GetFileName(protocol.File)}")}";

    private static string File(ScoreRow row) => row.Source?.File ?? "";
}
