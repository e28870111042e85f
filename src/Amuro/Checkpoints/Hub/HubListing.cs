namespace Amuro.Checkpoints.Hub;

/// <summary>A commit and the names of its files.</summary>
internal sealed record HubListing(string Commit, IReadOnlyList<string> Files);
