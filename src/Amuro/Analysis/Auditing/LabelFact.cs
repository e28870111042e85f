using Amuro.Results;

namespace Amuro.Analysis.Auditing;

/// <summary>What is known to be wrong with the labels of a task.</summary>
/// <param name="Task">Name of the task.</param>
/// <param name="Reason">What is wrong: the end of a sentence that begins with "its labels".</param>
/// <param name="Formats">Prompt formats that were scored with these labels; empty for all.</param>
public sealed record LabelFact(string Task, string Reason, IReadOnlyList<string> Formats)
{
    internal bool Holds(ScoreRow row) => Task == row.Task && (Formats.Count == 0 || Formats.Contains(row.Format));
}
