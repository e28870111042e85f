using Amuro.Runtime;

namespace Amuro.Results;

/// <summary>The words that stand for <see cref="Stage"/> and <see cref="TaskRelation"/> in every file and report.</summary>
public static class ResultNames
{
    /// <summary>The stages' words: <c>base</c>, <c>fine-tuned</c>.</summary>
    public static IReadOnlyList<string> Stages { get; } = ["base", "fine-tuned"];

    /// <summary>The relations' words: <c>in-domain</c>, <c>out-of-domain</c>, <c>unseen</c>.</summary>
    public static IReadOnlyList<string> Relations { get; } = ["in-domain", "out-of-domain", "unseen"];

    /// <summary>The word of a stage.</summary>
    /// <param name="stage">The stage.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not a defined value.</exception>
    public static string ToText(this Stage stage) => stage switch
    {
        Stage.Base => Stages[0],
        Stage.FineTuned => Stages[1],
        _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, null),
    };

    /// <summary>The word of a relation.</summary>
    /// <param name="relation">The relation.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not a defined value.</exception>
    public static string ToText(this TaskRelation relation) => relation switch
    {
        TaskRelation.InDomain => Relations[0],
        TaskRelation.OutOfDomain => Relations[1],
        TaskRelation.Unseen => Relations[2],
        _ => throw new ArgumentOutOfRangeException(nameof(relation), relation, null),
    };

    /// <summary>The stage that a word stands for.</summary>
    /// <param name="text">The word, exactly as written.</param>
    /// <exception cref="AmuroException">Another word.</exception>
    public static Stage ParseStage(string text) => text switch
    {
        "base" => Stage.Base,
        "fine-tuned" => Stage.FineTuned,
        _ => throw Unknown(Stages, text),
    };

    /// <summary>The relation that a word stands for.</summary>
    /// <param name="text">The word, exactly as written.</param>
    /// <exception cref="AmuroException">Another word.</exception>
    public static TaskRelation ParseRelation(string text) => text switch
    {
        "in-domain" => TaskRelation.InDomain,
        "out-of-domain" => TaskRelation.OutOfDomain,
        "unseen" => TaskRelation.Unseen,
        _ => throw Unknown(Relations, text),
    };

    private static AmuroException Unknown(IReadOnlyList<string> words, string found) =>
        new($"expected one of {string.Join(", ", words)}, found '{StrictText.Shorten(found)}'");
}
