using System.Globalization;
using Amuro.Checkpoints;
using Amuro.Results;
using Amuro.Tasks;

namespace Amuro.Studies;

/// <summary>One model state of a study: a checkpoint, as it is or fine-tuned on one task with one seed.</summary>
internal sealed record StudyCell(Checkpoint Checkpoint, TaskDefinition? TunedOn, int Seed)
{
    public Stage Stage => TunedOn is null ? Stage.Base : Stage.FineTuned;

    /// <summary>Name for people and for the cell's folder.</summary>
    public string Name => string.Create(
        CultureInfo.InvariantCulture,
        $"step{Checkpoint.Step}-{(TunedOn is null ? "base" : $"{SafeName(TunedOn.Name)}-seed{Seed}")}");

    public string Description => TunedOn is null
        ? string.Create(CultureInfo.InvariantCulture, $"step {Checkpoint.Step}, base")
        : string.Create(CultureInfo.InvariantCulture, $"step {Checkpoint.Step}, tuned on {TunedOn.Name}, seed {Seed}");

    /// <summary>A name in which everything but letters, digits, '-', '_' and '.' is '_'.</summary>
    public static string SafeName(string name) =>
        string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_'));
}
