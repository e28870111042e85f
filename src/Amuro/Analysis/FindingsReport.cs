using System.Collections.Immutable;
using System.Text.Json;
using Amuro.Analysis.Grid;
using Amuro.Analysis.Statistics;
using Amuro.Results;

namespace Amuro.Analysis;

/// <summary>The answers to the four questions.</summary>
/// <param name="Latent">Question 1.</param>
/// <param name="Gain">Question 2.</param>
/// <param name="Forgetting">Question 3.</param>
/// <param name="PromptSensitivity">Question 4.</param>
public sealed record FindingsReport(
    LatentImprovement Latent, FineTuningGain Gain, ForgettingReport Forgetting, PromptSensitivityReport PromptSensitivity)
{
    /// <summary>
    /// One finding for each question, in order, with p corrected over <see cref="AllFindings"/>. What pre-training does to the spread is in
    /// <see cref="PromptSensitivityReport.TrendFinding"/>.
    /// </summary>
    public IReadOnlyList<Finding> Findings => AllFindings.Take(4).ToArray();

    /// <summary>
    /// <see cref="Findings"/>, and the second half of question 4: whether more pre-training calms the prompt sensitivity. Their
    /// <see cref="Finding.AdjustedPValue"/> is Holm's over all of them.
    /// </summary>
    public IReadOnlyList<Finding> AllFindings
    {
        get
        {
            Finding[] all = [Latent.Finding, Gain.Finding, Forgetting.Finding, PromptSensitivity.Finding, PromptSensitivity.TrendFinding];
            double[] adjusted = Holm.Adjust([.. all.Select(f => f.PValue)]);
            return [.. all.Select((f, i) => f with { AdjustedPValue = adjusted[i] })];
        }
    }

    /// <summary>Runs the four analyses with their default options.</summary>
    /// <param name="results">The results of a study, of one model series.</param>
    /// <exception cref="AmuroException">The results are of several model series: see <see cref="AnalyzeEach"/>.</exception>
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

    /// <summary>Runs the four analyses on each model series by itself, one after the other.</summary>
    /// <param name="results">The results of one or more model series.</param>
    /// <returns>The report of each of <see cref="StudyResults.Models"/>, by its name; p is corrected within a report, not over the models.</returns>
    public static IReadOnlyDictionary<string, FindingsReport> AnalyzeEach(StudyResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        return results.Models.ToImmutableSortedDictionary(model => model, model => Analyze(results.ForModel(model)), StringComparer.Ordinal);
    }

    /// <summary>
    /// Writes <see cref="AllFindings"/> as a JSON array of objects with question, verdict (<c>supported</c>, <c>not supported</c>, <c>inconclusive</c>,
    /// <c>not estimable</c>), effect, interval (an array of both ends), level of the interval, p, adjusted_p, test, sentence and assumptions
    /// (an array); what cannot be estimated is null.
    /// </summary>
    /// <param name="path">The file; it is whole or not there.</param>
    /// <exception cref="AmuroException">The place cannot be written.</exception>
    public void SaveJson(string path) => JsonList.Save(path, AllFindings, Write);

    private static void Write(Utf8JsonWriter json, Finding finding)
    {
        json.WriteString("question", finding.Question);
        json.WriteString("verdict", finding.Verdict.ToText());
        json.WriteFinite("effect", finding.Effect);
        json.WriteStartArray("interval");
        json.WriteFinite(finding.Interval.Low);
        json.WriteFinite(finding.Interval.High);
        json.WriteEndArray();
        json.WriteNumber("level", finding.Interval.Level);
        json.WriteFinite("p", finding.PValue);
        json.WriteFinite("adjusted_p", finding.AdjustedPValue);
        json.WriteString("test", finding.Test);
        json.WriteString("sentence", finding.Sentence);
        json.WriteStartArray("assumptions");
        foreach (string assumption in finding.Assumptions)
        {
            json.WriteStringValue(assumption);
        }

        json.WriteEndArray();
    }
}
