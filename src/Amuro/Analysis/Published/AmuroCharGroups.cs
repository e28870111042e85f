namespace Amuro.Analysis.Published;

/// <summary>The groups of tasks that "Amuro and Char" (arXiv 2408.06663) averages over.</summary>
internal static class AmuroCharGroups
{
    /// <summary>Tasks the paper calls learned in fine-tuning: evaluated task, training task.</summary>
    public static readonly (string Task, string TunedOn)[] FineTuningLearned =
    [
        ("mnli_matched", "mnli"), ("paws", "paws"), ("xsum", "xsum"), ("mnli_mismatched", "mnli"), ("xlsum", "xsum"),
        ("socialiqa", "socialiqa"), ("boolq", "tulu"),
    ];

    /// <summary>Tasks the paper calls learned in pre-training; its six hold sciq twice.</summary>
    public static readonly string[] PretrainingLearned = ["sciq", "hellaswag", "arc_challenge", "arc_easy", "openbookqa"];

    /// <summary>Training task and out-of-domain data sets of each family.</summary>
    public static readonly (string Name, string TunedOn, string[] Tasks)[] Families =
    [
        ("nli", "mnli", ["rte", "gpt3nli"]),
        ("summary", "xsum", ["cnn"]),
        ("question_generation", "socialiqa", ["tweetqa", "sciq"]),
        ("paraphrase", "paws", ["qqp", "stsb"]),
    ];

    /// <summary>Training tasks and evaluated tasks of the two directions between kinds of task.</summary>
    public static readonly (string Name, string[] TunedOn, string[] Tasks)[] Crossings =
    [
        ("classification_to_generation", ["mnli", "paws"], ["xsum", "socialiqa"]),
        ("generation_to_classification", ["xsum", "socialiqa"], ["paws", "mnli_matched"]),
    ];

    /// <summary>Tasks given in three formats, with their training tasks.</summary>
    public static readonly (string Task, string TunedOn)[] Formatted =
    [
        ("mnli_matched", "mnli"), ("mnli_mismatched", "mnli"), ("paws", "paws"), ("xsum", "xsum"), ("socialiqa", "socialiqa"),
    ];

    public static readonly string[] Formats = ["default", "instruct", "inputoutput"];

    /// <summary>Curves whose trends are tested together, with their training tasks.</summary>
    public static readonly (string Task, string TunedOn)[] Curves =
    [
        ("mnli_matched", "mnli"), ("mnli_mismatched", "mnli"), ("paws", "paws"), ("xsum", "xsum"), ("xlsum", "xsum"),
        ("socialiqa", "socialiqa"), ("boolq", "tulu"), ("hellaswag", "tulu"), ("arc_challenge", "tulu"), ("arc_easy", "tulu"),
        ("sciq", "tulu"), ("openbookqa", "tulu"),
    ];
}
