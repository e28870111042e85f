namespace Amuro.Tasks.BuiltIn;

/// <summary>Where a data set is on the Hugging Face hub.</summary>
/// <param name="Repository">Its repository, <c>organisation/name</c>.</param>
/// <param name="Configuration">Its configuration there; null: the repository has only one.</param>
public sealed record HubSource(string Repository, string? Configuration = null);
