namespace Amuro.Studies;

/// <summary>How far a study is.</summary>
/// <param name="Done">Cells finished, those found finished included.</param>
/// <param name="Total">All cells.</param>
/// <param name="Cell">The cell that has just made progress, such as <c>step 200, tuned on nli, seed 0</c>.</param>
/// <param name="Activity">What it did, such as <c>evaluated sciq</c>.</param>
/// <param name="Remaining">Estimated time left, from the cells computed in this run; null while unknown.</param>
public sealed record StudyProgress(int Done, int Total, string Cell, string Activity, TimeSpan? Remaining);
