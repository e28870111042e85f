using Amuro.Tasks.Loading;

namespace Amuro.Tasks.BuiltIn;

/// <summary>Tasks with fixed labels: RTE, MRPC, SST-2 and BoolQ.</summary>
internal static class TextClassification
{
    private static readonly ColumnMapping s_pair = ColumnMapping.Empty
        .WithField("sentence1").WithField("sentence2").WithGold(GoldColumn.Index("label")).WithId("idx");

    private static readonly ColumnMapping s_boolq = ColumnMapping.Empty
        .WithField("passage").WithField("question").WithCluster("passage").WithChoices(ChoiceColumns.Fixed("no", "yes"));

    // In the training file 0 means yes, and the passage has the article's title in front.
    private static readonly ColumnMapping s_boolqTraining = ColumnMapping.Empty
        .WithField("passage", "context").WithField("question").WithCluster("context")
        .WithChoices(ChoiceColumns.Fixed("no", "yes")).WithGold(GoldColumn.Mapped("label", 1, 0));

    // GLUE's label 0 is entailment.
    public static readonly BuiltInTask Rte = new(
        "rte", "entailment", [s_pair.WithCluster("sentence1").WithChoices(ChoiceColumns.Fixed("True", "False"))],
        [
            PromptFormats.Default("Output", ("Premise", "{sentence1}"), ("Hypothesis", "{sentence2}")),
            PromptFormats.Instruct("Say whether the second text follows from the first, True or False.", "{sentence1}\n{sentence2}"),
            PromptFormats.InputOutput("{sentence1}\n{sentence2}"),
        ],
        Harness: "{sentence1}\nQuestion: {sentence2} True or False?\nAnswer:")
    { Hub = new("nyu-mll/glue", "rte") };

    public static readonly BuiltInTask Mrpc = new(
        "mrpc", "paraphrase", [s_pair.WithChoices(ChoiceColumns.Fixed("no", "yes"))],
        [
            PromptFormats.Default("Output", ("Sentence 1", "{sentence1}"), ("Sentence 2", "{sentence2}")),
            PromptFormats.Instruct("Say whether the two sentences mean the same thing, yes or no.", "{sentence1}\n{sentence2}"),
            PromptFormats.InputOutput("{sentence1}\n{sentence2}"),
        ],
        Harness: "Sentence 1: {sentence1}\nSentence 2: {sentence2}\nQuestion: Do both sentences mean the same thing?\nAnswer:")
    { Hub = new("nyu-mll/glue", "mrpc") };

    public static readonly BuiltInTask Sst2 = new(
        "sst2", "sentiment",
        [ColumnMapping.Empty.WithField("sentence").WithId("idx").WithChoices(ChoiceColumns.Fixed("negative", "positive")).WithGold(GoldColumn.Index("label"))],
        [.. PromptFormats.Three("{sentence}", "Say whether the sentence is negative or positive.")],
        Harness: "{sentence}\nQuestion: Is this sentence positive or negative?\nAnswer:")
    { Hub = new("nyu-mll/glue", "sst2") };

    public static readonly BuiltInTask BoolQ = new(
        "boolq", "yes-no-questions",
        [s_boolq.WithGold(GoldColumn.Index("answer")), s_boolq.WithGold(GoldColumn.Index("label")), s_boolqTraining],
        [.. PromptFormats.Three("{passage}\n{question}?", "Answer the question about the text, yes or no.")],
        Harness: "{passage}\nQuestion: {question}?\nAnswer:")
    { Hub = new("google/boolq") };
}
