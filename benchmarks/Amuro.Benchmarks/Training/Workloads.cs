using Amuro.Models;
using Amuro.Tasks;
using Amuro.Tasks.BuiltIn;
using Amuro.Tokenization;
using Amuro.Training;

namespace Amuro.Benchmarks.Training;

/// <summary>The workloads of the training benchmarks. All are drawn with fixed seeds.</summary>
internal static class Workloads
{
    private const int Batch = 16;

    private static readonly DecoderConfig Small = new()
    {
        HiddenSize = 256, Layers = 6, Heads = 4, IntermediateSize = 704, VocabularySize = 8192, MaxPositions = 1024,
    };

    private static readonly DecoderConfig Large = new()
    {
        HiddenSize = 512, Layers = 8, Heads = 8, IntermediateSize = 1408, VocabularySize = 32000, MaxPositions = 1024,
    };

    private static readonly (string Name, Func<string, Workload?> Make)[] s_all =
    [
        ("9M-equal", name => new Workload(name, Small, Drawn(Small, 2, Batch, 256, 256), CompletionOnly: false)),
        ("58M-equal", name => new Workload(name, Large, Drawn(Large, 2, Batch / 2, 256, 256), CompletionOnly: false)),
        ("9M-uniform", name => new Workload(name, Small, Drawn(Small, 4, Batch, 32, 256), CompletionOnly: false)),
        ("9M-real", name => Real(name, Small, 6)),
        ("58M-real", name => Real(name, Large, 4)),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. s_all.Select(w => w.Name)];

    /// <summary>The value of <c>--only</c>, names with commas between; without it all. Says which are left out.</summary>
    public static IEnumerable<Workload> Named(string? only)
    {
        foreach (string name in only?.Split(',') ?? Names)
        {
            if (Make(name) is { } workload)
            {
                yield return workload;
            }
            else
            {
                Console.Error.WriteLine($"{name} is left out: it needs the folder 'shared' beside the repository");
            }
        }
    }

    /// <summary>A workload, or null where its data is not on this machine.</summary>
    public static Workload? Make(string name)
    {
        foreach ((string known, Func<string, Workload?> make) in s_all)
        {
            if (known == name)
            {
                return make(name);
            }
        }

        throw new AmuroException($"Workload: expected one of {string.Join(", ", Names)}, found '{name}'");
    }

    /// <summary>Random tokens; lengths uniform between two bounds, both included.</summary>
    public static TrainingExample[][] Drawn(DecoderConfig config, int steps, int batch, int shortest, int longest)
    {
        Random random = new(1);
        return [.. Enumerable.Range(0, steps).Select(s => Enumerable.Range(0, batch).Select(i => new TrainingExample(
            $"{s}-{i}",
            [],
            [.. Enumerable.Range(0, random.Next(shortest, longest + 1)).Select(_ => random.Next(config.VocabularySize))])).ToArray())];
    }

    // OpenBookQA and BoolQ, half each, shuffled together, completions learned. The tokenizer has 49,152 tokens: ids are
    // taken modulo the model's vocabulary, which changes neither lengths nor work.
    private static Workload? Real(string name, DecoderConfig config, int steps)
    {
        if (SharedFolder.Find("models/smollm2-135m-instruct") is not { } folder
            || SharedFolder.Find("data/train/openbookqa.jsonl") is not { } openBookQa
            || SharedFolder.Find("data/train/boolq.jsonl") is not { } boolQ)
        {
            return null;
        }

        HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.Load(folder);
        int half = steps * Batch / 2;
        TrainingExample[] examples =
        [
            .. Encoded(BuiltInTasks.Load("openbookqa", trainingFile: openBookQa, trainingItems: half)),
            .. Encoded(BuiltInTasks.Load("boolq", trainingFile: boolQ, trainingItems: half)),
        ];
        new Random(1).Shuffle(examples);
        return new Workload(name, config, [.. examples.Chunk(Batch)], CompletionOnly: true);

        IEnumerable<TrainingExample> Encoded(TaskDefinition task) => ExampleEncoder.Encode(tokenizer, task).Select(e => TrainingExample.FromMask(
            e.Id, [.. e.Tokens.Select(id => id % config.VocabularySize)], e.Learned));
    }
}
