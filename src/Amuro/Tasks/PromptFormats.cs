namespace Amuro.Tasks;

/// <summary>Makes the three prompt formats of the study from a task's own words.</summary>
/// <remarks>
/// The kinds are those of arXiv 2408.06663, section on prompt sensitivity: the format that is fine-tuned on, a human-readable instruction,
/// and the raw input followed by the output. Texts may hold <c>{field}</c>.
/// </remarks>
public static partial class PromptFormats
{
    /// <summary>Format <c>default</c>: <c>### Input: {input}</c>, a line break, <c>### Output:</c>.</summary>
    /// <param name="input">What is asked.</param>
    public static PromptFormat Default(string input) =>
        new() { Name = "default", Template = $"### Input: {input}\n### Output:" };

    /// <summary>Format <c>default</c> with one <c>###</c> marker a part: <c>### Premise: {premise}</c> and so on, each on its line.</summary>
    /// <param name="output">The marker of the answer, such as <c>Output</c>.</param>
    /// <param name="parts">Marker and text of each part, in order.</param>
    public static PromptFormat Default(string output, params IReadOnlyList<(string Marker, string Text)> parts) => new()
    {
        Name = "default",
        Template = string.Concat(parts.Select(part => $"### {part.Marker}: {part.Text}\n")) + $"### {output}:",
    };

    /// <summary>Format <c>instruct</c>: one sentence that says what to do, a line break, the input, a line break, <c>Answer:</c>.</summary>
    /// <param name="instruction">The sentence.</param>
    /// <param name="input">What is asked.</param>
    public static PromptFormat Instruct(string instruction, string input) =>
        new() { Name = "instruct", Template = $"{instruction}\n{input}\nAnswer:" };

    /// <summary>Format <c>io</c>: the input as it is, then the output.</summary>
    /// <param name="input">What is asked.</param>
    public static PromptFormat InputOutput(string input) =>
        new() { Name = "io", Template = input };

    /// <summary>The three formats of one task: <c>default</c>, <c>instruct</c>, <c>io</c>.</summary>
    /// <param name="input">What is asked.</param>
    /// <param name="instruction">One sentence that says what to do.</param>
    public static IReadOnlyList<PromptFormat> Three(string input, string instruction) =>
        [Default(input), Instruct(instruction, input), InputOutput(input)];
}
