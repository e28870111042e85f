namespace Amuro.Checkpoints.Hub;

/// <summary>A branch or a tag of a repository.</summary>
/// <param name="Name">For example <c>main</c> or <c>step1000-tokens4B</c>.</param>
/// <param name="Commit">The commit it stands at, 40 hexadecimal digits.</param>
/// <param name="IsTag">Whether it is a tag; false where only the cache was asked, which does not tell them apart.</param>
public sealed record HubRevision(string Name, string Commit, bool IsTag);
