using Amuro.Tasks.Loading;

namespace Amuro.Tasks.BuiltIn;

/// <summary>Everyday questions: CommonsenseQA and Social IQa.</summary>
internal static class CommonsenseQuestions
{
    private const string Family = "commonsense-questions";

    private static readonly ColumnMapping s_socialIqa = ColumnMapping.Empty
        .WithField("context")
        .WithField("question")
        .WithCluster("context")
        .WithChoices(ChoiceColumns.FromColumns("answerA", "answerB", "answerC"))
        .WithGold(GoldColumn.Index("label", first: 1));

    public static readonly BuiltInTask CommonsenseQa = new(
        "csqa", Family, [ScienceQuestions.Arc, ScienceQuestions.Plain],
        [.. PromptFormats.Three("{question}", "Answer the question with common sense.")])
    { Hub = new("tau/commonsense_qa") };

    public static readonly BuiltInTask SocialIqa = new(
        "social_i_qa", Family, [s_socialIqa],
        [.. PromptFormats.Three("{context} {question}", "Answer the question about the people in the text.")])
    { Hub = new("allenai/social_i_qa") };
}
