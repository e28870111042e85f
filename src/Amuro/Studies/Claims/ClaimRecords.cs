namespace Amuro.Studies.Claims;

/// <summary>How often a claim is renewed, and for how long an observer must see nothing of it before it is taken over.</summary>
/// <param name="Beat">Time between two heartbeats.</param>
/// <param name="Patience">An observer sees no new heartbeat for so long.</param>
internal sealed record ClaimTiming(TimeSpan Beat, TimeSpan Patience)
{
    /// <summary>5 seconds, and 90: clients of NFS may see the folder as it was a minute ago.</summary>
    public static ClaimTiming Default { get; } = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(90));
}

/// <summary>How an attempt ended.</summary>
internal enum ClaimOutcome
{
    /// <summary>The cell's results are in the store.</summary>
    Done,

    /// <summary>An error.</summary>
    Failed,

    /// <summary>It was cancelled, or another attempt took its place.</summary>
    Released,
}

/// <summary>What a claim leaves behind when its attempt has ended by itself.</summary>
/// <param name="Outcome">How.</param>
/// <param name="Error">The message, if it failed.</param>
/// <param name="Transient">Whether trying again may help.</param>
/// <param name="Work">What was computed, if anything.</param>
internal sealed record ClaimEnd(ClaimOutcome Outcome, string Error = "", bool Transient = false, CellWork? Work = null);

/// <summary>What computing a cell took.</summary>
/// <param name="Stage">Kind of the cell.</param>
/// <param name="Device">Type of the device.</param>
/// <param name="Machine">Name of the machine.</param>
/// <param name="Seconds">Wall-clock seconds, loading of weights included.</param>
/// <param name="Flops">Its estimate of floating-point operations.</param>
internal sealed record CellWork(CellStage Stage, string Device, string Machine, double Seconds, double Flops);

/// <summary>The latest attempt at a cell as this process sees it.</summary>
/// <param name="Attempt">Its number; 0: there is none.</param>
/// <param name="Folder">Where it lies; empty if there is none.</param>
/// <param name="Owner">Who made it.</param>
/// <param name="Beats">Its heartbeats so far.</param>
/// <param name="End">How it ended; null while it has not, or if its process was killed.</param>
/// <param name="IsHeld">Whether somebody is at it, as far as can be seen.</param>
internal sealed record ClaimView(int Attempt, string Folder, ProcessIdentity? Owner, long Beats, ClaimEnd? End, bool IsHeld)
{
    public static ClaimView None { get; } = new(0, "", null, 0, null, false);

    public string Log => Attempt == 0 ? "" : Path.Combine(Folder, Claim.LogName);
}
