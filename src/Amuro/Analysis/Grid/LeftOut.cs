namespace Amuro.Analysis.Grid;

/// <summary>Rows that no analysis uses, so that none counts twice.</summary>
/// <param name="DuplicateScores">Scores of an evaluation that had one already: the first is kept.</param>
/// <param name="DuplicateItems">Items of an evaluation that it had already: the first is kept.</param>
/// <param name="OtherMetrics">Scores in another metric than the task's primary one.</param>
internal readonly record struct LeftOut(int DuplicateScores, int DuplicateItems, int OtherMetrics);
