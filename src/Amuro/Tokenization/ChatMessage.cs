namespace Amuro.Tokenization;

/// <summary>One message of a conversation.</summary>
/// <param name="Role">Who speaks, as the template knows it: mostly <c>system</c>, <c>user</c> or <c>assistant</c>.</param>
/// <param name="Content">What is said.</param>
public sealed record ChatMessage(string Role, string Content);
