namespace Amuro.Tasks;

/// <summary>One way to put an item into words: a template, and what joins prompt, answer and worked examples.</summary>
/// <remarks>
/// A prompt is <c>Preamble</c>, then the worked examples (each its rendered template + <see cref="AnswerDelimiter"/> + answer +
/// <see cref="ShotSeparator"/>), then the rendered template of the item. The continuation that is scored, or trained on,
/// is <see cref="AnswerDelimiter"/> + answer.
/// </remarks>
public sealed record PromptFormat
{
    /// <summary>Name of the format, such as <c>default</c>, <c>instruct</c> or <c>io</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Text with <c>{field}</c> in the place of each field; <c>{{</c> and <c>}}</c> stand for braces.</summary>
    public required string Template { get; init; }

    /// <summary>Text in front of everything, once. Default: none.</summary>
    public string Preamble { get; init; } = "";

    /// <summary>Between prompt and answer. Default: one blank.</summary>
    public string AnswerDelimiter { get; init; } = " ";

    /// <summary>After each worked example. Default: an empty line.</summary>
    public string ShotSeparator { get; init; } = "\n\n";
}
