using Amuro.Runtime;

namespace Amuro.Checkpoints.Hub;

/// <summary>What is asked for, and what an error is about. A commit, where it is known already, goes before the revision's name.</summary>
internal sealed record HubPlace(HubRepository Repository, string? Revision = null, string? File = null, string? Commit = null)
{
    /// <summary>What to ask the hub or the cache for.</summary>
    public string At => Commit ?? Revision!;

    public override string ToString() =>
        $"hub {Repository}{(Revision is null ? "" : $", revision {StrictText.Shorten(Revision)}")}{(File is null ? "" : $", file {StrictText.Shorten(File)}")}";
}
