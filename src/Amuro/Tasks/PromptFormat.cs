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

    /// <summary>
    /// How <c>{choices}</c> in the template is filled with an item's choices. Default null: <c>{choices}</c> is a field like any other.
    /// </summary>
    public ChoiceListing? Choices { get; init; }

    /// <summary>The template with the fields of an item in their places.</summary>
    /// <param name="example">The item.</param>
    /// <exception cref="AmuroException">The template has a field that the item has not, or a brace that stands alone.</exception>
    public string Render(Example example)
    {
        ArgumentNullException.ThrowIfNull(example);
        return PromptTemplate.Render(this, example);
    }

    /// <summary>What is scored, or trained on, after a prompt: <see cref="AnswerDelimiter"/> + answer.</summary>
    /// <param name="answer">The answer, or one of the choices.</param>
    public string RenderAnswer(string answer) => AnswerDelimiter + answer;

    /// <summary>An item as a worked example: its rendered template, its answer, and <see cref="ShotSeparator"/>.</summary>
    /// <param name="example">The item.</param>
    /// <inheritdoc cref="Render" path="/exception"/>
    public string RenderShot(Example example) => Render(example) + RenderAnswer(example.Answer) + ShotSeparator;

    /// <summary><see cref="Preamble"/> and the worked examples: what all items of one evaluation begin with.</summary>
    /// <param name="shots">The worked examples, in order.</param>
    /// <inheritdoc cref="Render" path="/exception"/>
    public string RenderPrefix(IEnumerable<Example> shots)
    {
        ArgumentNullException.ThrowIfNull(shots);
        return Preamble + string.Concat(shots.Select(RenderShot));
    }

    /// <summary>The whole prompt of an item: <see cref="RenderPrefix"/>, then <see cref="Render"/>.</summary>
    /// <param name="example">The item.</param>
    /// <param name="shots">The worked examples, in order; none if left out.</param>
    /// <inheritdoc cref="Render" path="/exception"/>
    public string RenderPrompt(Example example, IEnumerable<Example>? shots = null) => RenderPrefix(shots ?? []) + Render(example);
}
