namespace Amuro.Checkpoints.Hub;

/// <summary>A commit and the names of its files; of those that are here, if it is from the cache.</summary>
internal sealed record HubListing(string Commit, IReadOnlyList<string> Files, bool FromCache = false);
