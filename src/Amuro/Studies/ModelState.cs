using System.Globalization;
using Amuro.Checkpoints;
using Amuro.Results;
using Amuro.Tasks;

namespace Amuro.Studies;

/// <summary>A checkpoint as it is, or fine-tuned on one task with one seed, and the cells that it is made and evaluated by.</summary>
internal sealed record ModelState(Checkpoint Checkpoint, Tuning? Tuning, int Seed, string Hash)
{
    public Stage Stage => Tuning is null ? Stage.Base : Stage.FineTuned;

    public string TunedOn => Tuning?.Name ?? "";

    /// <summary>The cell that makes its weights; null for a checkpoint as it is.</summary>
    public PlannedCell? FineTuning { get; init; }

    /// <summary>Whether an adapter, and not whole weights, is what lies in the store.</summary>
    public bool KeepsAdapter { get; init; }

    /// <summary>Whether its weights stay when it is evaluated.</summary>
    public bool StaysInStore { get; init; }

    public required IReadOnlyList<EvaluationCell> Evaluations { get; init; }

    public IEnumerable<PlannedCell> Cells => Evaluations.Select(e => e.Planned).Prepend(FineTuning).OfType<PlannedCell>();

    /// <summary>Name for people and for folders.</summary>
    public string Name => string.Create(
        CultureInfo.InvariantCulture, $"step{Checkpoint.Step}-{(Tuning is null ? "base" : $"{SafeName(TunedOn)}-seed{Seed}")}");

    public string Description => Describe(Checkpoint, Tuning, Seed);

    public static string Describe(Checkpoint checkpoint, Tuning? tuning, int seed) => tuning is null
        ? string.Create(CultureInfo.InvariantCulture, $"step {checkpoint.Step}, base")
        : string.Create(CultureInfo.InvariantCulture, $"step {checkpoint.Step}, tuned on {tuning.Name}, seed {seed}");

    /// <summary>A name in which everything but letters, digits, '-', '_' and '.' is '_'.</summary>
    public static string SafeName(string name) =>
        string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_'));
}

/// <summary>The evaluation of a model state on one task, and the name under which the result of each format is kept.</summary>
internal sealed record EvaluationCell(PlannedCell Planned, TaskDefinition Task, IReadOnlyList<(PromptFormat Format, string Key)> Results);
