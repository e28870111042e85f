using Amuro.Results;

namespace Amuro.Analysis.Auditing;

/// <summary>A pair of training task and evaluated task, as a text about the study names it.</summary>
/// <param name="TunedOn">Task that the models were fine-tuned on.</param>
/// <param name="Task">Task evaluated.</param>
/// <param name="Format">Prompt format. Default <c>default</c>.</param>
/// <param name="Shots">Number of worked examples in the prompt; null (the default) for any.</param>
public sealed record StatedPair(string TunedOn, string Task, string Format = "default", int? Shots = null)
{
    internal bool Holds(ScoreKey key) =>
        key.Task == Task && key.Format == Format && (Shots is null || Shots == key.Shots) && (key.Stage == Stage.Base || key.TunedOn == TunedOn);
}
