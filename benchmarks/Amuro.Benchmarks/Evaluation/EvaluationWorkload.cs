using System.Collections.Immutable;
using Amuro.Checkpoints;
using Amuro.Evaluation;
using Amuro.Models;
using Amuro.Tasks;
using Amuro.Tasks.BuiltIn;
using Amuro.Tokenization;

namespace Amuro.Benchmarks.Evaluation;

/// <summary>Items of OpenBookQA, four choices each, and the model that scores them.</summary>
/// <param name="Name">Name on the command line.</param>
/// <param name="Items">Number of items.</param>
/// <param name="Shots">Worked examples in front of each.</param>
/// <param name="Config">Shape of the model.</param>
/// <param name="Requests">What is scored.</param>
/// <param name="NewModel">Loads or makes the model.</param>
internal sealed record EvaluationWorkload(
    string Name, int Items, int Shots, DecoderConfig Config, IReadOnlyList<LikelihoodRequest> Requests, Func<DecoderModel> NewModel)
{
    private const string RealModel = "/tmp/amuro-real-model-f32";

    // 10.0 million parameters.
    private static readonly DecoderConfig Small = new()
    {
        HiddenSize = 256, Layers = 7, Heads = 4, IntermediateSize = 704, VocabularySize = 8192, MaxPositions = 1024,
    };

    /// <summary>Names of all workloads.</summary>
    public static IReadOnlyList<string> Names { get; } = ["135M-5shot", "135M-0shot", "10M-5shot", "10M-0shot"];

    /// <summary>A workload, or null where its data or model is not on this machine.</summary>
    public static EvaluationWorkload? Make(string name, int items)
    {
        if (!Names.Contains(name))
        {
            throw new AmuroException($"Workload: expected one of {string.Join(", ", Names)}, found '{name}'");
        }

        bool real = name.StartsWith("135M", StringComparison.Ordinal);
        int shots = name.EndsWith("5shot", StringComparison.Ordinal) ? 5 : 0;
        if (SharedFolder.Find("data/validation/openbookqa.jsonl") is not { } validation
            || SharedFolder.Find("data/train/openbookqa.jsonl") is not { } training
            || SharedFolder.Find("models/smollm2-135m-instruct") is not { } tokenizerFolder
            || (real && !File.Exists(Path.Combine(RealModel, "model.safetensors"))))
        {
            return null;
        }

        TaskDefinition task = BuiltInTasks.Load("openbookqa", training, validation, evaluationItems: items);
        PreparedTask prepared = Evaluator.Default.WithShots(shots)
            .Prepare(HuggingFaceTokenizer.Load(tokenizerFolder), task, BuiltInTasks.HarnessFormat("openbookqa")!);
        DecoderConfig config = real ? DecoderConfig.Read(Path.Combine(RealModel, "config.json")) : Small;
        // The small model has fewer tokens than the tokenizer; lengths and work stay what they are.
        LikelihoodRequest[] requests = [.. prepared.Items.SelectMany(i => i.Requests)
            .Select(r => new LikelihoodRequest(Known(r.Context, config), Known(r.Continuation, config)))];
        return new EvaluationWorkload(name, items, shots, config, requests, () => real
            ? DecoderModel.Load(Checkpoint.FromFolder(RealModel, 0))
            : DecoderModel.Initialise(Small, seed: 1));
    }

    /// <summary>Multiply-adds of the linear layers, times 2, in 1e9; attention counts as nothing.</summary>
    /// <param name="tokens">Tokens through all layers but the last, and through the keys and values of the last.</param>
    /// <param name="lastRows">Rows through the rest of the last layer.</param>
    /// <param name="headRows">Rows of logits.</param>
    public double GigaFlop(long tokens, long lastRows, long headRows)
    {
        double h = Config.HiddenSize, queries = (double)Config.Heads * Config.HeadDim, keyValue = (double)Config.KeyValueHeads * Config.HeadDim;
        double projection = h * (queries + (2 * keyValue)), rest = (queries * h) + (3 * h * Config.IntermediateSize);
        return 2e-9 * ((tokens * ((Config.Layers * projection) + ((Config.Layers - 1) * rest))) + (lastRows * rest) + (headRows * h * Config.VocabularySize));
    }

    private static ImmutableArray<int> Known(ImmutableArray<int> ids, DecoderConfig config) => [.. ids.Select(id => id % config.VocabularySize)];
}
