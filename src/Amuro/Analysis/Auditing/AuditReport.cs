using System.Text.Json;
using Amuro.Results;

namespace Amuro.Analysis.Auditing;

/// <summary>What <see cref="DataAudit"/> found.</summary>
/// <param name="Findings">The findings, the most severe first.</param>
public sealed record AuditReport(IReadOnlyList<AuditFinding> Findings)
{
    /// <summary>
    /// Writes the findings as a JSON array of objects with rule, severity (<c>note</c>, <c>warning</c>, <c>serious</c>), statement, consequence,
    /// from_tables_alone, figures and rows; what is not a number is null.
    /// </summary>
    /// <param name="path">The file; it is whole or not there.</param>
    /// <exception cref="AmuroException">The place cannot be written.</exception>
    public void SaveJson(string path) => JsonList.Save(path, Findings, Write);

    private static void Write(Utf8JsonWriter json, AuditFinding finding)
    {
        json.WriteString("rule", finding.Rule);
        json.WriteString("severity", finding.Severity.ToText());
        json.WriteString("statement", finding.Statement);
        json.WriteString("consequence", finding.Consequence);
        json.WriteBoolean("from_tables_alone", finding.FromTablesAlone);
        json.WriteStartObject("figures");
        WriteAll(json, finding.Figures);
        json.WriteEndObject();
        json.WriteStartArray("rows");
        foreach (AuditRow row in finding.Rows)
        {
            Write(json, row);
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, AuditRow row)
    {
        ScoreRow score = row.Score;
        json.WriteStartObject();
        if (score.Source is { } source)
        {
            json.WriteString("file", source.File);
            json.WriteNumber("line", source.Line);
        }

        json.WriteString("model", score.Model);
        json.WriteNumber("step", score.Step);
        json.WriteString("stage", score.Stage.ToText());
        json.WriteString("tuned_on", score.TunedOn);
        json.WriteString("task", score.Task);
        json.WriteString("format", score.Format);
        json.WriteNumber("shots", score.Shots);
        json.WriteNumber("seed", score.Seed);
        json.WriteString("metric", score.Metric);
        json.WriteFinite("score", score.Score);
        json.WriteNumber("n", score.N);
        json.WriteFinite("standard_error", score.StandardError);
        if (row.Remark.Length > 0)
        {
            json.WriteString("remark", row.Remark);
        }

        WriteAll(json, row.Figures);
        json.WriteEndObject();
    }

    private static void WriteAll(Utf8JsonWriter json, IReadOnlyDictionary<string, double> figures)
    {
        foreach ((string name, double value) in figures)
        {
            json.WriteFinite(name, value);
        }
    }
}
