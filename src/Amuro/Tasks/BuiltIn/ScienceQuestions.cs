using Amuro.Tasks.Loading;

namespace Amuro.Tasks.BuiltIn;

/// <summary>Science examinations: OpenBookQA, ARC and SciQ.</summary>
internal static class ScienceQuestions
{
    private const string Family = "science-questions";
    private const string ArcHarness = "Question: {question}\nAnswer:";

    /// <summary>Layout of the training files: question, choices, label.</summary>
    public static readonly ColumnMapping Plain = ColumnMapping.Empty
        .WithField("question")
        .WithChoices(ChoiceColumns.FromColumn("choices"))
        .WithGold(GoldColumn.Index("label"));

    /// <summary>Layout of ARC, and of CommonsenseQA: question, choices with labels, answerKey.</summary>
    public static readonly ColumnMapping Arc = ColumnMapping.Empty
        .WithField("question")
        .WithChoices(ChoiceColumns.FromColumn("choices"))
        .WithGold(GoldColumn.Key("answerKey"));

    private static readonly ColumnMapping s_openBook = ColumnMapping.Empty
        .WithField("question", "question_stem")
        .WithChoices(ChoiceColumns.FromColumn("choices"))
        .WithGold(GoldColumn.Key("answerKey"));

    // The official task puts the right answer last; the choices are scored by their text, so the place gives nothing away.
    private static readonly ColumnMapping s_sciq = ColumnMapping.Empty
        .WithField("question")
        .WithField("support", trimStart: true)
        .WithChoices(ChoiceColumns.FromColumns("distractor1", "distractor2", "distractor3", "correct_answer"))
        .WithGold(GoldColumn.Always(3));

    public static readonly BuiltInTask OpenBookQa = new(
        "openbookqa", Family, [s_openBook, Plain],
        [.. PromptFormats.Three("{question}", "Answer the science question or complete the sentence.")],
        "acc_norm", "{question}")
    { Hub = new("allenai/openbookqa", "main") };

    public static readonly BuiltInTask ArcEasy = new(
        "arc_easy", Family, [Arc, Plain],
        [.. PromptFormats.Three("{question}", "Answer the science question or complete the sentence.")],
        Harness: ArcHarness)
    { Hub = new("allenai/ai2_arc", "ARC-Easy") };

    public static readonly BuiltInTask ArcChallenge = ArcEasy with { Name = "arc_challenge", PrimaryMetric = "acc_norm", Hub = new("allenai/ai2_arc", "ARC-Challenge") };

    public static readonly BuiltInTask SciQ = new(
        "sciq", Family, [s_sciq],
        [.. PromptFormats.Three("{support}\n{question}", "Answer the science question with the help of the text.")],
        Harness: "{support}\nQuestion: {question}\nAnswer:")
    { Hub = new("allenai/sciq") };
}
