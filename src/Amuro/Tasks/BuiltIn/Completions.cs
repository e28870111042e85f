using Amuro.Tasks.Loading;

namespace Amuro.Tasks.BuiltIn;

/// <summary>Texts to complete: HellaSwag, PIQA and WinoGrande. Their columns are those that lm-evaluation-harness 0.4 reads.</summary>
internal static class Completions
{
    private const string Family = "completions";

    // The text as published; the harness cleans it and puts the activity in front.
    public static readonly BuiltInTask HellaSwag = new(
        "hellaswag", Family,
        [ColumnMapping.Empty.WithField("ctx").WithChoices(ChoiceColumns.FromColumn("endings")).WithGold(GoldColumn.Index("label"))],
        [.. PromptFormats.Three("{ctx}", "Continue the text with the sentence that fits.")],
        "acc_norm")
    { Hub = new("Rowan/hellaswag") };

    public static readonly BuiltInTask Piqa = new(
        "piqa", Family,
        [ColumnMapping.Empty.WithField("goal").WithChoices(ChoiceColumns.FromColumns("sol1", "sol2")).WithGold(GoldColumn.Index("label"))],
        [.. PromptFormats.Three("{goal}", "Say how to reach the goal.")],
        Harness: "Question: {goal}\nAnswer:")
    { Hub = new("baber/piqa") };

    // The harness scores the end of the sentence after each option; here the option is the answer.
    public static readonly BuiltInTask WinoGrande = new(
        "winogrande", Family,
        [ColumnMapping.Empty.WithField("sentence").WithChoices(ChoiceColumns.FromColumns("option1", "option2")).WithGold(GoldColumn.Index("answer", first: 1))],
        [.. PromptFormats.Three("{sentence}", "Say what belongs in the place of the underscore.")])
    { Hub = new("allenai/winogrande", "winogrande_xl") };
}
