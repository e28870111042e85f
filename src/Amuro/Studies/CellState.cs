namespace Amuro.Studies;

/// <summary>How far a cell is, as the folder tells.</summary>
/// <param name="Phase">Waiting, claimed, done or failed.</param>
/// <param name="Attempt">Number of the latest attempt, from 1; 0 before the first.</param>
/// <param name="Owner">Who made that attempt: <c>host:process</c>; empty before the first.</param>
/// <param name="Heartbeat">How often that process has said that it is alive. It is a counter, no time, so no clock has to be right.</param>
/// <param name="Log">Path of the log of that attempt; empty before the first.</param>
/// <param name="Error">Why it failed; empty otherwise.</param>
public sealed record CellState(CellPhase Phase, int Attempt, string Owner, long Heartbeat, string Log, string Error);

/// <summary>How far a cell is.</summary>
public enum CellPhase
{
    /// <summary>Nobody computes it: not begun, or given up by who did.</summary>
    Waiting,

    /// <summary>A process has claimed it, and was alive when last seen by this one.</summary>
    Claimed,

    /// <summary>Its results are in the folder.</summary>
    Done,

    /// <summary>The latest attempt ended with an error.</summary>
    Failed,
}
