using System.Globalization;
using System.Text.RegularExpressions;
using Amuro.Runtime;

namespace Amuro.Results.Importers;

/// <summary>
/// Wide CSV with one line for each pre-training step, as the OLMo ladder publishes it (github.com/allenai/OLMo-ladder): a column
/// <c>_step</c>, columns <c>eval/downstream.../TASK_FORMAT_Kshot_METRIC</c> and losses <c>eval/SET/CrossEntropyLoss</c>.
/// </summary>
/// <remarks>
/// <c>eval/downstream/arc_easy_val_rc_5shot_len_norm</c> is the metric <c>len_norm</c> of the task <c>arc_easy_val</c> in the format
/// <c>rc</c> with five shots. An empty field is a score that was not taken at that step. Settings of the run (learning rate,
/// batch size, throughput) are no scores and are passed over; any other column is a problem.
/// </remarks>
public static partial class OlmoLadderCsv
{
    private static readonly string[] s_settings = ["throughput/", "optim/", "learning_rate_peak", "batch_size_in_tokens"];

    /// <summary>Reads one file.</summary>
    /// <param name="path">The file; its name without the ending is the model's unless <see cref="ImportOptions.Model"/> is set.</param>
    /// <param name="options">What the file does not say.</param>
    /// <exception cref="AmuroException">The file cannot be read, or it has bad rows that are not to be collected.</exception>
    public static Imported Import(string path, ImportOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= ImportOptions.Default;
        var problems = new ProblemList();
        var rows = new List<ScoreRow>();
        string model = options.Model ?? Path.GetFileNameWithoutExtension(path);
        (int Line, string[] Header)? header = null;
        Column?[] columns = [];
        int stepColumn = -1;
        using StreamReader reader = TextFile.Open(path);
        foreach ((int line, string[] fields) in new CsvReader(reader, path).Records())
        {
            if (header is null)
            {
                header = (line, fields);
                stepColumn = Array.IndexOf(fields, "_step");
                if (stepColumn < 0)
                {
                    throw new AmuroException($"{path}, line {line}: expected a column '_step', found {StrictText.Shorten(string.Join(',', fields))}");
                }

                columns = [.. fields.Select((name, i) => i == stepColumn ? null : Column.Of(name, path, line, problems))];
                continue;
            }

            if (fields.Length != columns.Length)
            {
                problems.Add(path, line, string.Create(CultureInfo.InvariantCulture, $"expected {columns.Length} fields, found {fields.Length}"));
                continue;
            }

            long step;
            try
            {
                step = NumberText.Whole(fields[stepColumn]);
            }
            catch (AmuroException error)
            {
                problems.Add(path, line, $"column '_step': {error.Message}");
                continue;
            }

            var source = new RowSource(path, line);
            for (int i = 0; i < columns.Length; i++)
            {
                if (columns[i] is not { } column || fields[i].Length == 0)
                {
                    continue;
                }

                try
                {
                    rows.Add(column.Row(options, model, step, NumberText.Finite(fields[i]), source));
                }
                catch (AmuroException error)
                {
                    problems.Add(path, line, $"column '{header.Value.Header[i]}': {error.Message}");
                }
            }
        }

        if (header is null)
        {
            throw new AmuroException($"{path}: expected a header with the column '_step', found an empty file");
        }

        return new Imported { Scores = ScoreTable.From(rows), Problems = problems.Finish(options) };
    }

    [GeneratedRegex(@"^eval/downstream\w*/(.+)_(rc|mc)_(\d{1,4})shot_(.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Downstream();

    [GeneratedRegex("^eval/([^/]+)/(CrossEntropyLoss|Perplexity)$", RegexOptions.CultureInvariant)]
    private static partial Regex Loss();

    private sealed record Column(string Task, string? Format, int Shots, string Metric)
    {
        public static Column? Of(string name, string path, int line, ProblemList problems)
        {
            if (Downstream().Match(name) is { Success: true } score)
            {
                return new Column(score.Groups[1].Value, score.Groups[2].Value, int.Parse(score.Groups[3].ValueSpan, CultureInfo.InvariantCulture), score.Groups[4].Value);
            }

            if (Loss().Match(name) is { Success: true } loss)
            {
                return new Column(loss.Groups[1].Value, null, 0, loss.Groups[2].Value);
            }

            if (!s_settings.Any(s => name.StartsWith(s, StringComparison.Ordinal)))
            {
                problems.Add(path, line, $"expected a column eval/downstream.../TASK_FORMAT_Kshot_METRIC, eval/SET/CrossEntropyLoss or a setting of the run, found '{StrictText.Shorten(name)}'");
            }

            return null;
        }

        public ScoreRow Row(ImportOptions options, string model, long step, double score, RowSource source) => new()
        {
            Model = model,
            Step = step,
            Stage = options.Stage,
            TunedOn = options.TunedOn,
            Task = Task,
            Split = options.Split(Task),
            Format = Format ?? options.Format,
            Shots = Shots,
            Seed = options.Seed,
            Metric = Metric,
            Score = score,
            N = 0,
            Source = source,
        };
    }
}
