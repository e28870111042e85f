using System.Collections.Concurrent;
using Amuro.Checkpoints;
using Amuro.Evaluation;
using Amuro.Models;
using Amuro.Models.Families;
using Amuro.Tasks;
using Amuro.Training;

namespace Amuro.Studies;

/// <summary>
/// Estimates the cells of one checkpoint from its config and its tokenised tasks. With N the parameters of all matrices that multiply
/// (the output matrix is one, the look-up of embeddings is none), a token costs 2 N to score and 6 N to train, and 4 d L per token that it
/// attends to, thrice that to train (Kaplan et al., 2001.08361, and PaLM, 2204.02311, appendix B).
/// </summary>
internal sealed class CellCosts
{
    private const int Float = sizeof(float);

    private readonly Study _study;
    private readonly Checkpoint _checkpoint;
    private readonly PreparedTasks _tasks;
    private readonly DecoderConfig _config;
    private readonly long _parameters;
    private readonly long _multiplied;
    private readonly ConcurrentDictionary<string, CellEstimate> _known = [];

    public CellCosts(Study study, Checkpoint checkpoint, PreparedTasks tasks)
    {
        (_study, _checkpoint, _tasks) = (study, checkpoint, tasks);
        _config = DecoderConfig.Read(checkpoint.ConfigPath);
        ParameterBlock[] blocks = [.. ModelFamily.Of(_config).Blocks(_config)];
        _parameters = blocks.Sum(Size);
        long embedding = blocks.Where(b => b.Role == Role.Embedding).Sum(Size);
        _multiplied = _parameters - (_config.TieEmbeddings ? 0 : embedding);
    }

    /// <summary>Number of parameters of the checkpoint.</summary>
    public long Parameters => _parameters;

    /// <summary>See <see cref="ComputeThreads.IsSmall"/>.</summary>
    public bool IsSmall => Float * _parameters < ComputeThreads.SmallModelBytes;

    /// <summary>Bytes of a fine-tuning's resume point: what is trained, its two moments, and the best so far.</summary>
    public long ResumePoint(Tuning tuning) => Float * (tuning.Tuner.Recipe.KeepBest ? 4 : 3) *
        (tuning.Tuner.Recipe.Lora is { } lora ? AdapterSize(lora) : _parameters);

    /// <summary>Bytes of weights, gradients and moments while a state is made and evaluated.</summary>
    public long Memory(Tuning? tuning) => tuning?.Tuner.Recipe.Lora is not { } lora
        ? Float * _parameters * (tuning is null ? 1 : 4)
        : Float * (_parameters + (4 * AdapterSize(lora)));

    public CellEstimate OfTuning(Tuning tuning) => _known.GetOrAdd("tuned on " + tuning.Name, _ => Estimate(tuning));

    public CellEstimate OfEvaluation(TaskDefinition task) => _known.GetOrAdd("evaluate " + task.Name, _ => Estimate(task));

    private CellEstimate Estimate(Tuning tuning)
    {
        TrainingRecipe recipe = tuning.Recipe(seed: 0);
        int most = Math.Min(recipe.MaxLength ?? int.MaxValue, _config.MaxPositions);
        int[] lengths = [.. _tasks.TrainingLengths(_checkpoint, tuning.On).Select(l => Math.Min(l, most))];
        int[] seen = [.. TrainingPlan.Shuffled(lengths, recipe).Steps.SelectMany(step => step).SelectMany(batch => batch).Select(i => lengths[i])];
        double tokens = seen.Sum(l => (double)l);
        double attention = seen.Sum(l => AttentionOf(0, l));

        // Backward once for the activations and once for the weights, of which an adapter has next to none.
        int factor = 2 + (recipe.Lora is null ? 1 : 0) + (recipe.ActivationCheckpointing ? 1 : 0);
        double flops = factor * ((2.0 * _multiplied * tokens) + attention);
        long stored = recipe.Lora is { } lora && _study.Kept != KeptModels.Weights ? AdapterSize(lora) : _parameters;
        return new CellEstimate((long)tokens, flops, Memory(tuning), Float * stored);
    }

    private CellEstimate Estimate(TaskDefinition task)
    {
        double tokens = 0, attention = 0;
        foreach (PromptFormat format in task.Formats)
        {
            foreach ((int start, int length) in RunsOf(_tasks.Of(_checkpoint, task, format).FitTo(_config.MaxPositions)))
            {
                tokens += length;
                attention += AttentionOf(start, length);
            }
        }

        return new CellEstimate((long)tokens, (2.0 * _multiplied * tokens) + attention, Memory(null), 0);
    }

    // What goes through the model: a block of worked examples that all items share once, each item's context once, each choice.
    private static IEnumerable<(int Start, int Length)> RunsOf(PreparedTask task)
    {
        int[][] contexts = [.. task.Items.Select(i => i.Requests.Count > 0 ? [.. i.Requests[0].Context] : (int[])[.. i.PromptIds])];
        int shared = contexts.Length == 0 || task.FewShot.Count == 0 ? 0 : contexts.Min(c => c.AsSpan().CommonPrefixLength(contexts[0]));
        yield return (0, shared);
        foreach ((PreparedItem item, int[] context) in task.Items.Zip(contexts))
        {
            yield return (shared, context.Length - shared);
            foreach (LikelihoodRequest request in item.Requests)
            {
                yield return (context.Length, request.Continuation.Length);
            }

            if (task.Task.Kind == TaskKind.Generation)
            {
                yield return (context.Length, task.Task.MaxNewTokens);
            }
        }
    }

    // Queries times keys and shares times values, 2 d each, for every pair of a token and one that it sees.
    private double AttentionOf(int start, int length) =>
        4.0 * _config.Layers * _config.Heads * _config.HeadDim * (((double)start * length) + (length * (length + 1.0) / 2));

    private long AdapterSize(LoraOptions lora) => LoraModule.AllOf(_config)
        .Where(m => lora.Targets.IsEmpty || lora.Targets.Any(m.Fits)).Sum(m => lora.Rank * (m.Inputs + m.Outputs));

    private static long Size(ParameterBlock block) => block.Parts.Sum(p => p.Shape.Aggregate(1L, (product, n) => product * n));
}
