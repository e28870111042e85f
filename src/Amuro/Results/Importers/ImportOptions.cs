namespace Amuro.Results.Importers;

/// <summary>What the files of another tool do not say, and what to do about bad rows.</summary>
public sealed record ImportOptions
{
    /// <summary>The defaults.</summary>
    public static ImportOptions Default { get; } = new();

    /// <summary>
    /// Whether bad rows are left out and listed in <see cref="Imported.Problems"/>. Default false: one exception lists them.
    /// </summary>
    public bool CollectProblems { get; init; }

    /// <summary>Name of the model series; null (the default) takes it from the files.</summary>
    public string? Model { get; init; }

    /// <summary>Pre-training step of the checkpoint; null (the default) takes it from the files or their names.</summary>
    public long? Step { get; init; }

    /// <summary>Whether the model was fine-tuned. Default <see cref="Stage.Base"/>.</summary>
    public Stage Stage { get; init; } = Stage.Base;

    /// <summary>Name of the task that the model was fine-tuned on. Default empty.</summary>
    public string TunedOn { get; init; } = "";

    /// <summary>Relation of a task, by its name, to <see cref="TunedOn"/>. Default: <see cref="TaskRelation.Unseen"/> for all.</summary>
    public Func<string, TaskRelation> Split { get; init; } = _ => TaskRelation.Unseen;

    /// <summary>Name of the prompt format, where the files do not say it. Default <c>default</c>.</summary>
    public string Format { get; init; } = "default";

    /// <summary>Number of worked examples in the prompt; null (the default) takes it from the files.</summary>
    public int? Shots { get; init; }

    /// <summary>Seed of the fine-tuning run. Default 0.</summary>
    public int Seed { get; init; }

    /// <summary>The metric that item records are scored with; null (the default) takes the first that the file names.</summary>
    public string? Metric { get; init; }
}
