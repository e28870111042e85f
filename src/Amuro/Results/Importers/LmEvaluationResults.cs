using System.Text.Json;
using Amuro.Runtime;

namespace Amuro.Results.Importers;

/// <summary>
/// Result files of lm-evaluation-harness: the newer layout (<c>results.TASK["acc,none"]</c>, <c>["acc_stderr,none"]</c>, <c>n-shot</c>,
/// <c>n-samples</c>) and the older one (<c>results.TASK.acc</c>, <c>.acc_stderr</c>, <c>config.num_fewshot</c>).
/// </summary>
/// <remarks>
/// Each metric of each task is a row; a filter other than <c>none</c> is part of the metric's name (<c>exact_match,strict-match</c>).
/// The model is <c>model_name</c> or <c>pretrained</c> of the arguments; the step is that of the revision or, without one, of the file's
/// name. The older layout does not say the number of items, which is then 0. A standard error of <c>"N/A"</c> is NaN.
/// </remarks>
public static class LmEvaluationResults
{
    // What stands beside the metrics of a task.
    private static readonly HashSet<string> s_others = ["alias", "name", "sample_len", "samples", " ", "sample_count"];

    /// <summary>Reads one file.</summary>
    /// <inheritdoc cref="Import(IEnumerable{string}, ImportOptions?)"/>
    /// <param name="path">The file.</param>
    /// <param name="options">What the file does not say; a model, step or number of shots given here has precedence.</param>
    public static Imported Import(string path, ImportOptions? options = null) => Import([path], options);

    /// <summary>Reads several files into one table.</summary>
    /// <param name="paths">The files, such as one for each checkpoint.</param>
    /// <param name="options">What the files do not say; a model, step or number of shots given here has precedence.</param>
    /// <exception cref="AmuroException">There are problems that are not to be collected; the message names file and line.</exception>
    public static Imported Import(IEnumerable<string> paths, ImportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        options ??= ImportOptions.Default;
        var problems = new ProblemList();
        var rows = new List<ScoreRow>();
        foreach (string path in paths)
        {
            try
            {
                (JsonDocument document, byte[] text) = LmEvaluationJson.Read(path);
                using (document)
                {
                    new File(path, text, document.RootElement, options, problems).Read(rows);
                }
            }
            catch (AmuroException error)
            {
                problems.Add(path, error);
            }
        }

        return new Imported { Scores = ScoreTable.From(rows), Problems = problems.Finish(options) };
    }

    private sealed class File(string path, byte[] text, JsonElement root, ImportOptions options, ProblemList problems)
    {
        public void Read(List<ScoreRow> rows)
        {
            if (!root.TryGetProperty("results", out JsonElement results) || results.ValueKind != JsonValueKind.Object)
            {
                problems.Add(path, 0, "expected an object 'results', found none");
                return;
            }

            long? step = options.Step ?? LmEvaluationJson.Step(root) ?? LmEvaluationJson.StepIn(Path.GetFileNameWithoutExtension(path));
            if (step is null)
            {
                problems.Add(path, 0, "expected a step in the model's revision or the file's name, or the option Step, found none");
                return;
            }

            string model = options.Model ?? LmEvaluationJson.Model(root) ?? "";
            foreach (JsonProperty task in results.EnumerateObject())
            {
                if (task.Value.ValueKind != JsonValueKind.Object)
                {
                    problems.Add(path, LmEvaluationJson.LineOf(text, "results", task.Name), $"task '{task.Name}': expected an object of metrics, found {Shown(task.Value)}");
                }
                else if (Shots(task.Name) is { } shots)
                {
                    foreach (JsonProperty metric in task.Value.EnumerateObject().Where(m => IsMetric(m.Name)))
                    {
                        Add(rows, model, step.Value, shots, task, metric);
                    }
                }
            }
        }

        private void Add(List<ScoreRow> rows, string model, long step, int shots, JsonProperty task, JsonProperty metric)
        {
            if (metric.Value.ValueKind == JsonValueKind.String && metric.Value.ValueEquals("N/A"))
            {
                return; // A group of tasks without a score of its own.
            }

            int line = LmEvaluationJson.LineOf(text, "results", task.Name, metric.Name);
            if (metric.Value.ValueKind != JsonValueKind.Number || !metric.Value.TryGetDouble(out double score) || !double.IsFinite(score))
            {
                problems.Add(path, line, $"task '{task.Name}', metric '{metric.Name}': expected a number, found {Shown(metric.Value)}");
                return;
            }

            string error = ErrorName(metric.Name);
            double standardError = double.NaN;
            if (task.Value.TryGetProperty(error, out JsonElement found) && found.ValueKind != JsonValueKind.Null && !(found.ValueKind == JsonValueKind.String && found.ValueEquals("N/A"))
                && (found.ValueKind != JsonValueKind.Number || !found.TryGetDouble(out standardError)))
            {
                problems.Add(path, LmEvaluationJson.LineOf(text, "results", task.Name, error), $"task '{task.Name}', metric '{error}': expected a number or \"N/A\", found {Shown(found)}");
                return;
            }

            rows.Add(new ScoreRow
            {
                Model = model,
                Step = step,
                Stage = options.Stage,
                TunedOn = options.TunedOn,
                Task = task.Name,
                Split = options.Split(task.Name),
                Format = options.Format,
                Shots = shots,
                Seed = options.Seed,
                Metric = metric.Name.EndsWith(",none", StringComparison.Ordinal) ? metric.Name[..^5] : metric.Name,
                Score = score,
                N = Items(task),
                StandardError = standardError,
                Source = new RowSource(path, line),
            });
        }

        private int? Shots(string task)
        {
            if (options.Shots is { } given)
            {
                return given;
            }

            if ((root.TryGetProperty("n-shot", out JsonElement shots) && shots.ValueKind == JsonValueKind.Object && shots.TryGetProperty(task, out JsonElement number)
                    && number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out int found))
                || (root.TryGetProperty("config", out JsonElement config) && config.ValueKind == JsonValueKind.Object && config.TryGetProperty("num_fewshot", out number)
                    && number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out found)))
            {
                return found;
            }

            problems.Add(path, LmEvaluationJson.LineOf(text, "results", task), $"task '{task}': expected a number of shots in 'n-shot' or 'config.num_fewshot', or the option Shots, found none");
            return null;
        }

        private int Items(JsonProperty task) =>
            root.TryGetProperty("n-samples", out JsonElement samples) && samples.ValueKind == JsonValueKind.Object && samples.TryGetProperty(task.Name, out JsonElement counts)
                && counts.ValueKind == JsonValueKind.Object && counts.TryGetProperty("effective", out JsonElement count)
                && count.ValueKind == JsonValueKind.Number && count.TryGetInt32(out int found) ? found
            : task.Value.TryGetProperty("sample_len", out count) && count.ValueKind == JsonValueKind.Number && count.TryGetInt32(out found) ? found
            : 0;

        private static bool IsMetric(string name) =>
            !s_others.Contains(name) && !name.Contains("_stderr,", StringComparison.Ordinal) && !name.EndsWith("_stderr", StringComparison.Ordinal);

        private static string ErrorName(string metric)
        {
            int comma = metric.IndexOf(',', StringComparison.Ordinal);
            return comma < 0 ? metric + "_stderr" : $"{metric[..comma]}_stderr{metric[comma..]}";
        }

        private static string Shown(JsonElement value) => $"'{StrictText.Shorten(value.GetRawText())}'";
    }
}
