namespace Amuro.Tasks;

/// <summary>One change of a prompt format that keeps its meaning.</summary>
/// <param name="Name">What it changes and into what, such as <c>case-upper</c>.</param>
/// <param name="Apply">Makes the changed format; the same one where there is nothing to change.</param>
internal sealed record PromptChange(string Name, Func<PromptFormat, PromptFormat> Apply);
