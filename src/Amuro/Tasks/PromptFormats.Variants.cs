namespace Amuro.Tasks;

/// <content>Formats that mean the same as a given one.</content>
public static partial class PromptFormats
{
    /// <summary>A format and nine that mean the same, as <see cref="PromptVariants"/> draws them with seed 0.</summary>
    /// <param name="format">The format.</param>
    /// <returns>Ten different formats, <paramref name="format"/> first; the others are named after it, such as <c>default/case-upper</c>.</returns>
    public static IReadOnlyList<PromptFormat> Ten(PromptFormat format) => [format, .. PromptVariants.Default.WithCount(9).Of(format)];
}
