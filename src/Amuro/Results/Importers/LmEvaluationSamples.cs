using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Amuro.Runtime;

namespace Amuro.Results.Importers;

/// <summary>Item records from the files <c>samples_TASK_TIME.jsonl</c> that lm-evaluation-harness writes with <c>--log_samples</c>.</summary>
/// <remarks>
/// <para>
/// Model, step and number of shots stand in the file <c>results_TIME.json</c> beside it, where it is there. An item is named by its
/// <c>doc_id</c>. Its score is the option <see cref="ImportOptions.Metric"/>, or the first of its <c>metrics</c>; a filter other than
/// <c>none</c> is part of the metric's name.
/// </para>
/// <para>
/// The prediction of a multiple-choice item is the choice of the highest log-likelihood, for <c>acc_norm</c> divided by the length of
/// the choice in characters, as the harness does it; that of a generated item is the answer after the filter.
/// </para>
/// </remarks>
public static partial class LmEvaluationSamples
{
    /// <summary>Reads one file.</summary>
    /// <inheritdoc cref="Import(IEnumerable{string}, ImportOptions?)"/>
    /// <param name="path">The file.</param>
    /// <param name="options">What the file does not say; a model, step or number of shots given here has precedence.</param>
    public static Imported Import(string path, ImportOptions? options = null) => Import([path], options);

    /// <summary>Reads several files into one table.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="options">What the files do not say; a model, step or number of shots given here has precedence.</param>
    /// <exception cref="AmuroException">There are problems that are not to be collected; the message names file and line.</exception>
    public static Imported Import(IEnumerable<string> paths, ImportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        options ??= ImportOptions.Default;
        var problems = new ProblemList();
        var builder = new ItemTableBuilder();
        foreach (string path in paths)
        {
            try
            {
                Read(path, options, problems, builder);
            }
            catch (AmuroException error)
            {
                problems.Add(path, error);
            }
        }

        return new Imported { Items = builder.Build(), Problems = problems.Finish(options) };
    }

    private static void Read(string path, ImportOptions options, ProblemList problems, ItemTableBuilder builder)
    {
        Match name = FileName().Match(Path.GetFileName(path));
        if (!name.Success)
        {
            throw new AmuroException($"{path}: expected a file samples_TASK_TIME.jsonl, found this name");
        }

        string task = name.Groups[1].Value;
        ItemRecord start = Start(path, task, Path.Combine(Path.GetDirectoryName(path) ?? "", $"results_{name.Groups[2].Value}.json"), options);
        foreach ((int line, string text) in TextFile.Lines(path))
        {
            try
            {
                using var document = JsonDocument.Parse(text);
                builder.Add(Record(document.RootElement, start, options));
            }
            catch (Exception error) when (error is AmuroException or JsonException)
            {
                problems.Add(path, line, error is AmuroException ? error.Message : $"expected a JSON object, found: {StrictText.Shorten(error.Message)}");
            }
        }
    }

    private static ItemRecord Start(string path, string task, string results, ImportOptions options)
    {
        long? step = options.Step ?? LmEvaluationJson.StepIn(Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path))) ?? "");
        string? model = options.Model;
        int? shots = options.Shots;
        if (File.Exists(results))
        {
            using JsonDocument document = LmEvaluationJson.Read(results).Document;
            model ??= LmEvaluationJson.Model(document.RootElement);
            step = options.Step ?? LmEvaluationJson.Step(document.RootElement) ?? step;
            shots ??= document.RootElement.TryGetProperty("n-shot", out JsonElement all) && all.ValueKind == JsonValueKind.Object
                && all.TryGetProperty(task, out JsonElement number) && number.TryGetInt32(out int found) ? found : null;
        }

        return new ItemRecord
        {
            Model = model ?? "",
            Step = step ?? throw new AmuroException($"{path}: expected a step in the model's revision or the folder's name, or the option Step, found none"),
            Stage = options.Stage,
            TunedOn = options.TunedOn,
            Task = task,
            Split = options.Split(task),
            Format = options.Format,
            Shots = shots ?? throw new AmuroException($"{path}: expected a file {Path.GetFileName(results)} beside it that has 'n-shot', or the option Shots, found neither"),
            Seed = options.Seed,
            Item = "",
            Cluster = "",
            Metric = "",
            Score = double.NaN,
            Prediction = "",
            Gold = "",
        };
    }

    private static ItemRecord Record(JsonElement line, ItemRecord start, ImportOptions options)
    {
        string item = Member(line, "doc_id").ToString();
        string metric = options.Metric
            ?? (line.TryGetProperty("metrics", out JsonElement metrics) && metrics.ValueKind == JsonValueKind.Array && metrics.GetArrayLength() > 0
                ? metrics[0].GetString()! : "acc");
        JsonElement value = Member(line, metric);
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out double score))
        {
            throw new AmuroException($"member '{metric}': expected a number, found '{StrictText.Shorten(value.GetRawText())}'");
        }

        JsonElement answers = Member(line, "filtered_resps");
        double[] likelihoods = Likelihoods(answers);
        string filter = LmEvaluationJson.Text(line, "filter") ?? "none";
        return start with
        {
            Item = item,
            Cluster = item,
            Metric = filter == "none" ? metric : $"{metric},{filter}",
            Score = score,
            Prediction = likelihoods.Length > 0 ? Best(likelihoods, metric == "acc_norm" ? Lengths(line, likelihoods.Length) : null)
                : answers.GetArrayLength() > 0 ? answers[0].ToString()
                : "",
            Gold = Member(line, "target").ToString(),
            LogLikelihoods = likelihoods,
        };
    }

    // A choice is a pair of its log-likelihood and whether it is the greedy answer, both as text in newer versions.
    private static double[] Likelihoods(JsonElement answers)
    {
        if (answers.ValueKind != JsonValueKind.Array)
        {
            throw new AmuroException($"member 'filtered_resps': expected a list, found '{StrictText.Shorten(answers.GetRawText())}'");
        }

        if (answers.EnumerateArray().Any(a => a.ValueKind != JsonValueKind.Array || a.GetArrayLength() != 2))
        {
            return [];
        }

        return [.. answers.EnumerateArray().Select(pair => pair[0].ValueKind == JsonValueKind.Number ? pair[0].GetDouble() : NumberText.Real(pair[0].ToString()))];
    }

    private static int[] Lengths(JsonElement line, int count)
    {
        JsonElement arguments = Member(line, "arguments");
        return
        [
            .. Enumerable.Range(0, count).Select(i =>
            {
                JsonElement pair = Member(arguments, string.Create(CultureInfo.InvariantCulture, $"gen_args_{i}"));
                string choice = LmEvaluationJson.Text(pair, "arg_1") ?? throw new AmuroException($"member 'arguments.gen_args_{i}.arg_1': expected the choice as text, found none");
                return (choice.StartsWith(' ') ? choice[1..] : choice).EnumerateRunes().Count();
            }),
        ];
    }

    private static string Best(double[] likelihoods, int[]? lengths)
    {
        int best = 0;
        for (int i = 1; i < likelihoods.Length; i++)
        {
            best = Of(i) > Of(best) ? i : best;
        }

        return best.ToString(CultureInfo.InvariantCulture);

        double Of(int i) => lengths is null ? likelihoods[i] : likelihoods[i] / lengths[i];
    }

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value)
            ? value
            : throw new AmuroException($"expected the member '{name}', found {(element.ValueKind == JsonValueKind.Object ? string.Join(", ", element.EnumerateObject().Select(p => p.Name).Take(20)) : element.ValueKind.ToString())}");

    [GeneratedRegex(@"^samples_(.+)_(\d{4}-\d\d-\d\dT[-\d.]+?)\.jsonl$", RegexOptions.CultureInvariant)]
    private static partial Regex FileName();
}
