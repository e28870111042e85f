using System.Text.Encodings.Web;
using System.Text.Json;
using Amuro.Results;
using Amuro.Runtime;

namespace Amuro.Analysis;

/// <summary>The answers to the four questions.</summary>
/// <param name="Latent">Question 1.</param>
/// <param name="Gain">Question 2.</param>
/// <param name="Forgetting">Question 3.</param>
/// <param name="PromptSensitivity">Question 4.</param>
public sealed record FindingsReport(
    LatentImprovement Latent, FineTuningGain Gain, ForgettingReport Forgetting, PromptSensitivityReport PromptSensitivity)
{
    /// <summary>One finding for each question, in order. What pre-training does to the spread is in <see cref="PromptSensitivityReport.TrendFinding"/>.</summary>
    public IReadOnlyList<Finding> Findings =>
        [Latent.Finding, Gain.Finding, Forgetting.Finding, PromptSensitivity.Finding];

    /// <summary><see cref="Findings"/>, and the second half of question 4: whether more pre-training calms the prompt sensitivity.</summary>
    public IReadOnlyList<Finding> AllFindings => [.. Findings, PromptSensitivity.TrendFinding];

    /// <summary>Runs the four analyses with their default options.</summary>
    /// <param name="results">The results of a study.</param>
    public static FindingsReport Analyze(StudyResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        LatentImprovementAnalyzer latent = LatentImprovementAnalyzer.Default;
        ResultGrid grid = ResultGrid.From(results, latent.Format, latent.Seed);
        return new FindingsReport(
            latent.Analyze(grid, results),
            FineTuningGainAnalyzer.Default.Analyze(grid, results),
            ForgettingAnalyzer.Default.Analyze(grid, results),
            PromptSensitivityAnalyzer.Default.Analyze(grid, results));
    }

    /// <summary>
    /// Writes the findings as a JSON array of objects with question, verdict (<c>supported</c>, <c>not supported</c>, <c>inconclusive</c>,
    /// <c>not estimable</c>), effect, interval (an array of both ends), p and sentence; what cannot be estimated is null.
    /// </summary>
    /// <param name="path">The file; it is whole or not there.</param>
    /// <exception cref="AmuroException">The place cannot be written.</exception>
    public void SaveJson(string path) => AtomicFile.Write(path, stream =>
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartArray();
        foreach (Finding finding in Findings)
        {
            json.WriteStartObject();
            json.WriteString("question", finding.Question);
            json.WriteString("verdict", finding.Verdict.ToText());
            json.WritePropertyName("effect");
            Write(json, finding.Effect);
            json.WriteStartArray("interval");
            Write(json, finding.Interval.Low);
            Write(json, finding.Interval.High);
            json.WriteEndArray();
            json.WritePropertyName("p");
            Write(json, finding.PValue);
            json.WriteString("sentence", finding.Sentence);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteNullValue();
        }
    }
}
