using System.Globalization;
using System.Text;
using System.Text.Json;
using Amuro.Checkpoints;
using Amuro.Evaluation;
using Amuro.Models;
using Amuro.Tasks;
using Amuro.Tokenization;
using Amuro.Training;
using TorchSharp;
using static TorchSharp.torch;

/// <summary>What transformers computes with the real pretrained model, and how far this library is from it; source: goldens/real_model/README.md.</summary>
/// <param name="folder">The folder goldens/real_model; the requests lie in ../evaluation/tasks beside it.</param>
/// <param name="modelFolder">What <c>make-model.sh OUT f32</c> wrote.</param>
internal sealed class RealModelReference(string folder, string modelFolder) : IDisposable
{
    private const double PerToken = 2e-3;
    private const double PerChoice = 5e-3;
    private readonly HuggingFaceTokenizer _tokenizer = HuggingFaceTokenizer.Load(modelFolder);
    private readonly Lazy<DecoderModel> _model = new(() => Load(modelFolder));

    /// <summary>Names of the task files, such as <c>rte_0</c>: task and number of shots.</summary>
    public IReadOnlyList<string> Tasks =>
        [.. Directory.GetFiles(folder, "*.jsonl").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    /// <summary>Ids, log-probability of every next token, and the ten largest logits at the end of the texts.</summary>
    public IEnumerable<Deviation> CompareTexts()
    {
        foreach ((JsonElement text, int t) in Json("texts.json").EnumerateArray().Select((text, t) => (text, t)))
        {
            int[] ids = ModelReference.Ints(text.GetProperty("ids"));
            yield return Equal($"text {t}, ids", ids.SequenceEqual(_tokenizer.Encode(text.GetProperty("text").GetString()!)));
            (double[] next, float[] last) = Run(_model.Value, ids);
            double[] expected = Doubles(text.GetProperty("next_token_logp"));
            yield return new Deviation($"text {t}, log-probability of a token", expected.Zip(next, (e, f) => Math.Abs(e - f)).Max(), PerToken);
            int[] top = ModelReference.Ints(text.GetProperty("last_top10_ids"));
            yield return new Deviation(
                $"text {t}, ten largest logits",
                top.Zip(Doubles(text.GetProperty("last_top10_logits")), (id, e) => Math.Abs(e - last[id])).Max(),
                PerToken);
        }
    }

    /// <summary>Greedy continuations of chat prompts, where no two tokens are closer than the tolerance on the way.</summary>
    public IEnumerable<Deviation> CompareGreedy()
    {
        JsonElement[] cases = [.. Json("greedy.json").EnumerateArray()];
        int[][] prompts = [.. cases.Select(c => ModelReference.Ints(c.GetProperty("prompt_ids")))];
        IReadOnlyList<Generation> found = GreedyGenerator.Default.Generate(_model.Value, _tokenizer, prompts);
        for (int c = 0; c < cases.Length; c++)
        {
            string prompt = cases[c].GetProperty("prompt").GetString()!;
            yield return Equal($"prompt {c}, ids", prompts[c].SequenceEqual(_tokenizer.Encode(prompt, addSpecialTokens: false)));
            if (cases[c].GetProperty("smallest_margin").GetDouble() > PerChoice)
            {
                yield return Equal($"prompt {c}, continuation", ModelReference.Ints(cases[c].GetProperty("new_ids")).SequenceEqual(found[c].Ids));
            }
        }
    }

    /// <summary>Log-likelihoods, greediness, predictions and accuracies of a task.</summary>
    /// <param name="name">One of <see cref="Tasks"/>.</param>
    /// <param name="items">The first so many items; null: all.</param>
    public IEnumerable<Deviation> CompareTask(string name, int? items = null)
    {
        string[] parts = name.Split('_');
        string task = string.Join('_', parts[..^1]);
        JsonElement[] expected = [.. Lines(Path.Combine(folder, name + ".jsonl")).Take(items ?? int.MaxValue)];
        TaskDefinition definition = Rendered(
            task, Lines(Path.Combine(folder, "..", "evaluation", "tasks", task, parts[^1] + ".jsonl")).Take(expected.Length));
        TaskEvaluation evaluation = Evaluator.Default.Evaluate(_model.Value, _tokenizer, definition, definition.Formats[0]);
        (int ties, int normTies) = (0, 0);
        for (int i = 0; i < expected.Length; i++)
        {
            ItemResult found = evaluation.Items[i];
            double[] want = Doubles(expected[i].GetProperty("loglikelihood"));
            double[] lengths = [.. definition.Evaluation[i].Choices.Select(c => (double)c.EnumerateRunes().Count())];
            string at = $"{name}, document {found.Id}";
            yield return new Deviation($"{at}, log-likelihood", want.Zip(found.LogLikelihoods, (e, f) => Math.Abs(e - f)).Max(), PerChoice);
            bool[] greedy = [.. expected[i].GetProperty("is_greedy").EnumerateArray().Select(g => g.GetBoolean())];
            yield return Equal($"{at}, is_greedy", greedy.SequenceEqual(found.IsGreedy));

            // Two choices may change places where both are off by as much as is allowed.
            bool tie = Margin(want) <= 2 * PerChoice;
            bool normTie = Margin([.. want.Zip(lengths, (w, l) => w / l)]) <= 2 * PerChoice / lengths.Min();
            (ties, normTies) = (ties + (tie ? 1 : 0), normTies + (normTie ? 1 : 0));
            int prediction = expected[i].GetProperty("prediction").GetInt32(), norm = expected[i].GetProperty("prediction_norm").GetInt32();
            int gold = expected[i].GetProperty("gold").GetInt32();
            int byPoints = Largest([.. found.LogLikelihoods.Zip(lengths, (w, l) => w / l)]);
            yield return Equal($"{at}, prediction", tie || found.Prediction == prediction.ToString(CultureInfo.InvariantCulture));
            yield return Equal($"{at}, prediction by code points", normTie || byPoints == norm);
            yield return Equal($"{at}, acc", tie || found.Scores["acc"] == (prediction == gold ? 1 : 0));
            yield return Equal($"{at}, acc_norm", normTie || found.Scores["acc_norm"] == (norm == gold ? 1 : 0));
        }

        if (items is null && parts[^1] == "0" && Published(task) is { } published)
        {
            const double Rounded = 5e-5;
            yield return new Deviation($"{name}, acc", evaluation.Metric("acc").Score - published.Acc, Rounded + ((double)ties / expected.Length));
            yield return new Deviation($"{name}, acc_norm", evaluation.Metric("acc_norm").Score - published.AccNorm, Rounded + ((double)normTies / expected.Length));
        }
    }

    /// <summary>Six optimiser steps on real items, and the texts afterwards.</summary>
    public IEnumerable<Deviation> CompareFineTuning()
    {
        JsonElement golden = Json("finetune.json"), recipe = golden.GetProperty("recipe"), tolerance = golden.GetProperty("tolerance");
        TrainingExample[] examples = [.. golden.GetProperty("examples").EnumerateArray().Select((e, i) => new TrainingExample(
            $"{i}", [.. ModelReference.Ints(e.GetProperty("prompt_ids"))], [.. ModelReference.Ints(e.GetProperty("completion_ids"))]))];
        int micro = recipe.GetProperty("micro_batch").GetInt32(), step = micro * recipe.GetProperty("accumulation").GetInt32();
        int[][][] order = [.. Enumerable.Range(0, examples.Length).Chunk(step).Select(s => s.Chunk(micro).ToArray())];
        FineTuner tuner = FineTuner.Default
            .WithLearningRate(recipe.GetProperty("learning_rate").GetDouble())
            .WithWarmupSteps(recipe.GetProperty("warmup_steps").GetInt32())
            .WithMaxGradientNorm(recipe.GetProperty("max_grad_norm").GetDouble());
        using DecoderModel model = Load(modelFolder);
        TrainingRun run = tuner.FineTune(model, examples, order);
        JsonElement[] steps = [.. golden.GetProperty("steps").EnumerateArray()];
        yield return new Deviation("number of steps", run.Steps.Count - steps.Length, 0);
        foreach ((JsonElement want, TrainingStep found) in steps.Zip(run.Steps))
        {
            string at = $", step {found.Step}";
            double norm = want.GetProperty("grad_norm").GetDouble();
            yield return new Deviation("label tokens" + at, found.LabelTokens - want.GetProperty("label_tokens").GetInt32(), 0);
            yield return new Deviation("learning rate" + at, found.LearningRate - want.GetProperty("learning_rate").GetDouble(), 1e-12);
            yield return new Deviation("loss" + at, found.Loss - want.GetProperty("loss").GetDouble(), tolerance.GetProperty("loss").GetDouble());
            yield return new Deviation("gradient norm" + at, (found.GradientNorm - norm) / norm, tolerance.GetProperty("grad_norm_relative").GetDouble());
        }

        foreach ((JsonElement text, double after) in Json("texts.json").EnumerateArray().Zip(Doubles(golden.GetProperty("texts_sum_logp_after"))))
        {
            yield return new Deviation(
                "log-probability of a text afterwards",
                Run(model, ModelReference.Ints(text.GetProperty("ids"))).Next.Sum() - after,
                tolerance.GetProperty("sum_logp").GetDouble());
        }
    }

    public void Dispose()
    {
        if (_model.IsValueCreated)
        {
            _model.Value.Dispose();
        }
    }

    // The prompts are the rendered contexts themselves.
    private static TaskDefinition Rendered(string name, IEnumerable<JsonElement> requests) => new()
    {
        Name = name,
        Kind = TaskKind.MultipleChoice,
        Formats = [new PromptFormat { Name = "verbatim", Template = "{context}" }],
        Evaluation = [.. requests.Select(r => new Example
        {
            Id = r.GetProperty("doc_id").GetInt32().ToString(CultureInfo.InvariantCulture),
            Fields = new Dictionary<string, string> { ["context"] = r.GetProperty("context").GetString()! },
            Choices = [.. r.GetProperty("choices").EnumerateArray().Select(c => c.GetString()!)],
            Gold = r.GetProperty("gold").GetInt32(),
            Answer = r.GetProperty("choices")[r.GetProperty("gold").GetInt32()].GetString()!,
        })],
    };

    private static (double[] Next, float[] Last) Run(DecoderModel model, int[] ids)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable none = no_grad();
        using TokenBatch batch = TokenBatch.From([ids]);
        Tensor logits = model.Logits(model.Hidden(batch));
        Tensor next = logits.log_softmax(-1).narrow(0, 0, ids.Length - 1).gather(1, tensor(ids[1..], dtype: ScalarType.Int64).unsqueeze(1));
        return (next.to(ScalarType.Float64).data<double>().ToArray(), logits[ids.Length - 1].data<float>().ToArray());
    }

    // The table of README.md: task, n, acc, acc_norm.
    private (double Acc, double AccNorm)? Published(string task)
    {
        string[]? row = File.ReadLines(Path.Combine(folder, "README.md"))
            .Select(l => l.Split('|', StringSplitOptions.TrimEntries))
            .FirstOrDefault(c => c.Length >= 5 && c[1] == task);
        return row is null ? null : (double.Parse(row[3], CultureInfo.InvariantCulture), double.Parse(row[4], CultureInfo.InvariantCulture));
    }

    private static double Margin(double[] values)
    {
        double[] sorted = [.. values.OrderDescending()];
        return sorted[0] - sorted[1];
    }

    private static int Largest(double[] values) => Array.IndexOf(values, values.Max());

    private static Deviation Equal(string what, bool same) => new(what, same ? 0 : 1, 0);

    private static double[] Doubles(JsonElement array) => [.. array.EnumerateArray().Select(e => e.GetDouble())];

    private static DecoderModel Load(string folder) => DecoderModel.Load(Checkpoint.FromFolder(folder, 0));

    private static IEnumerable<JsonElement> Lines(string path) => File.ReadLines(path, Encoding.UTF8).Select(l => JsonDocument.Parse(l).RootElement);

    private JsonElement Json(string file) => JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, file))).RootElement;
}
