using System.Globalization;
using System.Text.Json;
using Amuro;
using Amuro.Checkpoints;
using Amuro.Evaluation;
using Amuro.Models;
using Amuro.Tasks;
using Amuro.Tokenization;

/// <summary>
/// One model of goldens/evaluation: rendered requests, and what lm-evaluation-harness computed. Everything goes through the public API.
/// </summary>
internal sealed class EvaluationReference(string root, string name) : IDisposable
{
    /// <summary>Sums of log-probabilities: the reference differs from itself by so much or less between batch sizes 1 and 8.</summary>
    private const double Tolerance = 5e-5;

    private static readonly string[] s_metrics =
        ["acc", "acc_norm", "acc_bytes", "acc_mutual_info", "exact_match", "mcc"];

    private readonly string _folder = Path.Combine(root, "models", name);
    private DecoderModel? _model;
    private HuggingFaceTokenizer? _tokenizer;

    public DecoderModel Model => _model ??= DecoderModel.Load(Checkpoint.FromFolder(_folder, 0));

    public HuggingFaceTokenizer Tokenizer => _tokenizer ??= HuggingFaceTokenizer.Load(_folder);

    /// <summary>The runs of multiple choice, such as <c>rte_3</c>.</summary>
    public IEnumerable<string> ChoiceRuns => Directory.GetFiles(Path.Combine(root, "expected", name))
        .Select(f => Path.GetFileNameWithoutExtension(f)).Where(f => char.IsAsciiDigit(f[^1])).Order(StringComparer.Ordinal);

    public IEnumerable<string> GenerationTasks => Directory.GetFiles(Path.Combine(root, "expected", name), "gen_*.jsonl")
        .Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal);

    public void Dispose() => _model?.Dispose();

    /// <summary>Per item and choice, and over the items.</summary>
    public IEnumerable<Deviation> CompareChoices(string run)
    {
        JsonElement[] expected = Lines("expected", name, $"{run}.jsonl");
        JsonElement[] requests = [.. Lines("tasks", run[..^2], $"{run[^1]}.jsonl").Take(expected.Length)]; // of one model only the first are stored
        TaskDefinition task = Choices(run, requests);
        bool binary = requests.All(r => r.GetProperty("choices").GetArrayLength() == 2);
        bool even = requests.Select(r => r.GetProperty("choices").GetArrayLength()).Distinct().Count() == 1;
        Evaluator evaluator = Evaluator.Default.WithMetrics([.. s_metrics, .. binary ? ["f1"] : Array.Empty<string>(), .. even ? ["brier_score"] : Array.Empty<string>()]);
        PreparedTask prepared = evaluator.Prepare(Tokenizer, task, task.Formats[0]);
        TaskEvaluation found = evaluator.Evaluate(Model, prepared);
        return expected.SelectMany((want, i) => CompareItem($"{run} item {i}", want, prepared.Items[i], found.Items[i]))
            .Concat(CompareScores(run, found))
            .Concat(Aggregates(run) is { } all && all.TryGetProperty("documents_truncated", out JsonElement cut)
                ? [new Deviation($"{run} items truncated", found.Items.Count(i => i.Truncated) - cut.GetInt32(), 0)]
                : []);
    }

    /// <summary>Contexts and continuations at odd boundaries; what the reference refuses must be refused.</summary>
    public IEnumerable<Deviation> ComparePairs()
    {
        JsonElement[] pairs = Lines("tasks", "edge_pairs", "requests.jsonl");
        return pairs.Zip(Lines("expected", name, "edge_pairs.jsonl")).SelectMany(p => ComparePair($"pair {p.First.GetProperty("id")}", p.First, p.Second));
    }

    /// <summary>Whole texts: each, and the perplexities over all.</summary>
    public IEnumerable<Deviation> CompareRolling()
    {
        JsonElement[] texts = Lines("tasks", "rolling", "docs.jsonl");
        TaskDefinition task = new()
        {
            Name = "rolling",
            Kind = TaskKind.Perplexity,
            Formats = [new PromptFormat { Name = "verbatim", Template = "{text}" }],
            Evaluation = [.. texts.Select((t, i) => Item(i, "text", t.GetProperty("text").GetString()!, ""))],
        };
        TaskEvaluation found = Evaluator.Default.Evaluate(Model, Tokenizer, task, task.Formats[0]);
        return Lines("expected", name, "rolling.jsonl").SelectMany((want, i) => CompareText($"text {i}", want, found.Items[i])).Concat(CompareScores("rolling", found));
    }

    /// <summary>Greedy texts, their ids, and how many prompts were cut.</summary>
    public IEnumerable<Deviation> CompareGeneration(string run, int tokensPerBatch = 2048)
    {
        JsonElement[] documents = Lines("tasks", run, "docs.jsonl");
        TaskDefinition task = new()
        {
            Name = run,
            Kind = TaskKind.Generation,
            Formats = [new PromptFormat { Name = "verbatim", Template = "{prompt}" }],
            StopStrings = run switch { "gen_words" => [" the", "in"], "gen_stops" => ["\n", "Question:", "."], _ => [] },
            PrimaryMetric = "exact_match_strict",
            Evaluation = [.. documents.Select((d, i) => Item(i, "prompt", d.GetProperty("prompt").GetString()!, d.GetProperty("target").GetString()!))],
        };
        PreparedTask prepared = Evaluator.Default.Prepare(Tokenizer, task, task.Formats[0]);
        IReadOnlyList<Generation> texts = GreedyGenerator.Default.WithMaxNewTokens(task.MaxNewTokens).WithStopStrings(task.StopStrings)
            .WithTokensPerBatch(tokensPerBatch).Generate(Model, Tokenizer, [.. prepared.Items.Select(i => i.PromptIds.ToArray())]);
        TaskEvaluation found = Evaluator.Default.WithMetrics("exact_match_strict").Evaluate(Model, prepared);
        JsonElement? all = Aggregates(run);
        return Lines("expected", name, $"{run}.jsonl").SelectMany((want, i) => CompareText($"{run} text {i}", want, texts[i], found.Items[i]))
            .Concat(all is { } sums
                ?
                [
                    new Deviation($"{run} exact_match", found.Metric("exact_match_strict").Score - sums.GetProperty("exact_match").GetDouble(), 1e-12),
                    new Deviation($"{run} exact_match_stderr", found.Metric("exact_match_strict").StandardError - sums.GetProperty("exact_match_stderr").GetDouble(), 1e-12),
                    new Deviation($"{run} prompts truncated", found.Items.Count(i => i.Truncated) - sums.GetProperty("prompts_truncated").GetInt32(), 0),
                ]
                : []);
    }

    private static IEnumerable<Deviation> CompareItem(string at, JsonElement want, PreparedItem prepared, ItemResult found)
    {
        JsonElement likelihoods = want.GetProperty("loglikelihoods");
        JsonElement unconditional = want.GetProperty("unconditional_loglikelihoods");
        for (int c = 0; c < likelihoods.GetArrayLength(); c++)
        {
            yield return Sum($"{at} choice {c}", likelihoods[c].GetDouble(), found.LogLikelihoods[c]);
            yield return Sum($"{at} choice {c} alone", unconditional[c].GetDouble(), found.UnconditionalLogLikelihoods[c]);
            yield return Same($"{at} choice {c} is_greedy", want.GetProperty("is_greedy")[c].GetBoolean(), found.IsGreedy[c]);
            yield return Same($"{at} choice {c} context_tokens", want.GetProperty("context_tokens")[c].GetInt32(), prepared.Requests[c].Context.Length);
            yield return Same($"{at} choice {c} continuation_tokens", want.GetProperty("continuation_tokens")[c].GetInt32(), found.ChoiceTokens[c]);
            if (want.TryGetProperty("input_ids", out JsonElement ids))
            {
                int[] fed = [.. ids[c].EnumerateArray().Select(id => id.GetInt32())];
                int[] whole = [.. prepared.Requests[c].Context, .. prepared.Requests[c].Continuation];
                yield return Same($"{at} choice {c} input_ids", string.Join(' ', fed), string.Join(' ', whole[Math.Max(0, whole.Length - fed.Length)..]));
            }
        }

        yield return Same($"{at} dropped_tokens", want.GetProperty("dropped_tokens").EnumerateArray().Max(d => d.GetInt32()), found.DroppedTokens);
        yield return Same($"{at} gold", want.GetProperty("gold").GetInt32().ToString(CultureInfo.InvariantCulture), found.Gold);
        yield return Same($"{at} exact_match", want.GetProperty("exact_match").GetDouble(), found.Scores["exact_match"]);
        // An exact tie is decided by place; what is as good as one may fall either way. A single choice has no margin.
        JsonElement margin = want.GetProperty("margin");
        if (margin.ValueKind == JsonValueKind.Null || margin.GetDouble() is 0 or > (2 * Tolerance))
        {
            yield return Same($"{at} pred", want.GetProperty("pred").GetInt32().ToString(CultureInfo.InvariantCulture), found.Prediction);
            foreach (string metric in s_metrics[..4])
            {
                yield return Same($"{at} {metric}", want.GetProperty(metric).GetDouble(), found.Scores[metric]);
            }
        }
    }

    private IEnumerable<Deviation> ComparePair(string at, JsonElement pair, JsonElement want)
    {
        Likelihood found;
        LikelihoodRequest request;
        try
        {
            (int[] context, int[] continuation) = Tokenizer.EncodePair(pair.GetProperty("context").GetString()!, pair.GetProperty("continuation").GetString()!);
            request = new LikelihoodRequest([.. context], [.. continuation]);
            found = LikelihoodScorer.Default.Score(Model, [request])[0];
        }
        catch (AmuroException)
        {
            return [Same($"{at} refused", want.TryGetProperty("error", out _), true)];
        }

        return want.TryGetProperty("error", out _) ? [Same($"{at} refused", true, false)] :
        [
            Sum(at, want.GetProperty("loglikelihood").GetDouble(), found.LogLikelihood),
            Same($"{at} is_greedy", want.GetProperty("is_greedy").GetBoolean(), found.IsGreedy),
            Same($"{at} context_tokens", want.GetProperty("context_tokens").GetInt32(), request.Context.Length),
            Same($"{at} continuation_tokens", want.GetProperty("continuation_tokens").GetInt32(), request.Continuation.Length),
            Same($"{at} dropped_tokens", want.GetProperty("dropped_tokens").GetInt32(), found.DroppedTokens),
            SameIds($"{at} context_ids", want.GetProperty("context_ids"), [.. request.Context]),
            SameIds($"{at} continuation_ids", want.GetProperty("continuation_ids"), [.. request.Continuation]),
        ];
    }

    private static IEnumerable<Deviation> CompareText(string at, JsonElement want, ItemResult found)
    {
        yield return Sum(at, want.GetProperty("loglikelihood").GetDouble(), found.LogLikelihoods[0]);
        yield return Same($"{at} tokens", want.GetProperty("tokens").GetInt32(), found.TextTokens);
        yield return Same($"{at} words", want.GetProperty("words").GetInt64(), found.Size!.Value.Words);
        yield return Same($"{at} bytes", want.GetProperty("bytes").GetInt64(), found.Size!.Value.Bytes);
    }

    private static IEnumerable<Deviation> CompareText(string at, JsonElement want, Generation found, ItemResult item)
    {
        yield return Same($"{at} ids", string.Join(' ', want.GetProperty("generated_ids").EnumerateArray()), string.Join(' ', found.Ids));
        yield return Same(at, want.GetProperty("text").GetString()!, found.Text);
        yield return Same($"{at} as an item", found.Text, item.Prediction);
        yield return Same($"{at} exact_match", want.GetProperty("exact_match").GetDouble(), item.Scores["exact_match_strict"]);
        yield return Same($"{at} dropped", want.GetProperty("prompt_tokens").GetInt32() - want.GetProperty("used_prompt_tokens").GetInt32(), found.DroppedTokens);
    }

    // Perplexities are exponentials of thousands of terms: they are compared relatively.
    private IEnumerable<Deviation> CompareScores(string run, TaskEvaluation found)
    {
        if (Aggregates(run) is not { } want)
        {
            yield break; // a copy may hold the items alone
        }

        foreach (MetricScore metric in found.Metrics.Where(m => want.TryGetProperty(m.Metric, out _)))
        {
            double value = want.GetProperty(metric.Metric).GetDouble();
            double tolerance = metric.Metric == "brier_score" || run == "rolling" ? 1e-6 * Math.Max(1, Math.Abs(value)) : 1e-12;
            yield return new Deviation($"{run} {metric.Metric}", metric.Score - value, tolerance);
            if (want.TryGetProperty(metric.Metric + "_stderr", out JsonElement error) && error.ValueKind == JsonValueKind.Number)
            {
                yield return new Deviation($"{run} {metric.Metric}_stderr", metric.StandardError - error.GetDouble(), 1e-12);
            }
        }
    }

    private JsonElement? Aggregates(string run)
    {
        string file = Path.Combine(root, "aggregates.json");
        return File.Exists(file)
            ? JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty("models").GetProperty(name).GetProperty("results").GetProperty(run)
            : null;
    }

    private static TaskDefinition Choices(string run, JsonElement[] requests) => new()
    {
        Name = run,
        Kind = TaskKind.MultipleChoice,
        Formats = [new PromptFormat { Name = "verbatim", Template = "{context}" }],
        Evaluation = [.. requests.Select((r, i) => Item(i, "context", r.GetProperty("context").GetString()!, r.GetProperty("choices")[r.GetProperty("gold").GetInt32()].GetString()!) with
        {
            Choices = [.. r.GetProperty("choices").EnumerateArray().Select(c => c.GetString()!)],
            Gold = r.GetProperty("gold").GetInt32(),
        })],
    };

    private static Example Item(int index, string field, string text, string answer) => new()
    {
        Id = index.ToString(CultureInfo.InvariantCulture),
        Fields = new Dictionary<string, string> { [field] = text },
        Answer = answer,
    };

    private static Deviation Sum(string at, double want, double found) => new(at, found - want, Math.Max(Tolerance, 3e-7 * Math.Abs(want)));

    private static Deviation Same<T>(string at, T want, T found) =>
        Equals(want, found) ? new Deviation(at, 0, 0) : new Deviation($"{at}: expected '{want}', found '{found}'", 1, 0);

    // In the references -1 stands for the ids left out of a long list.
    private static Deviation SameIds(string at, JsonElement want, int[] found)
    {
        int[] ids = [.. want.EnumerateArray().Select(id => id.GetInt32())];
        int gap = Array.IndexOf(ids, -1);
        int[] kept = gap < 0 || found.Length < ids.Length - 1 ? found : [.. found[..gap], -1, .. found[^(ids.Length - gap - 1)..]];
        return Same(at, string.Join(' ', ids), string.Join(' ', kept));
    }

    private JsonElement[] Lines(params string[] path) =>
        [.. File.ReadLines(Path.Combine([root, .. path])).Select(l => JsonDocument.Parse(l).RootElement)];
}
