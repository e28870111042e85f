namespace Amuro.Studies;

/// <summary>One piece of work of a study, a pure function of its inputs: a fine-tuning, or the evaluation of one model state on one task.</summary>
public sealed class PlannedCell
{
    private readonly Lazy<CellEstimate> _estimate;

    internal PlannedCell(string id, CellStage stage, string description, IReadOnlyList<string> dependsOn, Func<CellEstimate> estimate)
    {
        (Id, Stage, Description, DependsOn) = (id, stage, description, dependsOn);
        _estimate = new Lazy<CellEstimate>(estimate);
    }

    /// <summary>The hash of everything that it is computed from: weights, recipe, data, seed, task, formats, device, version of the numerics.</summary>
    public string Id { get; }

    /// <summary>What it does.</summary>
    public CellStage Stage { get; }

    /// <summary>For people, such as <c>step 200, tuned on nli, seed 0: evaluate sciq</c>.</summary>
    public string Description { get; }

    /// <summary>Ids of the cells that must be done before it.</summary>
    public IReadOnlyList<string> DependsOn { get; }

    /// <summary>What it is going to cost; the task is tokenised for it at the first call.</summary>
    public CellEstimate Estimate => _estimate.Value;

    /// <summary>Its <see cref="Description"/>.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => Description;
}

/// <summary>The two kinds of cells.</summary>
public enum CellStage
{
    /// <summary>One checkpoint is fine-tuned on one task under one recipe with one seed.</summary>
    FineTune,

    /// <summary>One model state, as pre-trained or fine-tuned, is evaluated on one task in all its formats.</summary>
    Evaluate,
}
