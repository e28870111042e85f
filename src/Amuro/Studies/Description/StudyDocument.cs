using Amuro.Evaluation;
using Amuro.Training;

namespace Amuro.Studies.Description;

/// <summary>A study as <c>study.json</c> describes it: plain data, so that another process, or another machine, can go on with it.</summary>
internal sealed record StudyDocument
{
    public const string KnownFormat = "amuro-study";
    public const int KnownVersion = 1;

    public required string Format { get; init; }

    public required int Version { get; init; }

    public required IReadOnlyList<CheckpointDocument> Checkpoints { get; init; }

    /// <summary>The tokenizer of checkpoints that have none.</summary>
    public string? Tokenizer { get; init; }

    public required IReadOnlyList<TuningDocument> Tunings { get; init; }

    /// <summary>Names of the files in <c>tasks</c>.</summary>
    public required IReadOnlyList<string> Tasks { get; init; }

    public required IReadOnlyList<int> Seeds { get; init; }

    public required Evaluator Evaluator { get; init; }

    public required string Device { get; init; }

    public required KeptModels Kept { get; init; }

    public required int Retries { get; init; }

    public int? Workers { get; init; }

    public long? MemoryBudget { get; init; }

    public required TimeSpan Heartbeat { get; init; }

    public required TimeSpan Patience { get; init; }
}

/// <summary>A checkpoint: its folder, relative where it lies in that of the study.</summary>
internal sealed record CheckpointDocument(string Folder, long Step);

/// <summary>A fine-tuning: what the tables call it, the file of its task, its recipe.</summary>
internal sealed record TuningDocument(string Name, string Task, TrainingRecipe Recipe);
