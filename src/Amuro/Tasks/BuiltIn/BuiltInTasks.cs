using Amuro.Tasks.Loading;

namespace Amuro.Tasks.BuiltIn;

/// <summary>Known data sets, read from files that the caller has: none comes with the library.</summary>
/// <remarks>
/// Read are the publishers' columns (JSONL of the Hugging Face data sets) and the layout id, question, choices, label.
/// Each task has the formats <c>default</c>, <c>instruct</c> and <c>io</c>; <see cref="HarnessFormat"/> gives the prompt of
/// lm-evaluation-harness 0.4.13, for scores that can be compared with other people's.
/// </remarks>
public static class BuiltInTasks
{
    private static readonly BuiltInTask[] s_all =
    [
        ScienceQuestions.OpenBookQa, ScienceQuestions.ArcEasy, ScienceQuestions.ArcChallenge, ScienceQuestions.SciQ,
        TextClassification.Rte, TextClassification.BoolQ, TextClassification.Sst2, TextClassification.Mrpc,
        CommonsenseQuestions.SocialIqa, CommonsenseQuestions.CommonsenseQa,
    ];

    /// <summary>Names of the data sets: openbookqa, arc_easy, arc_challenge, sciq, rte, boolq, sst2, mrpc, social_i_qa, csqa.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_all.Select(task => task.Name)];

    /// <summary>A data set as a task, with the formats <c>default</c>, <c>instruct</c>, <c>io</c>.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="trainingFile">JSONL of the items to fine-tune on (and to draw worked examples from); null: none.</param>
    /// <param name="evaluationFile">JSONL of the items to evaluate; null: none.</param>
    /// <param name="trainingItems">The first so many of the file; null: all.</param>
    /// <param name="evaluationItems">The first so many of the file; null: all.</param>
    /// <exception cref="AmuroException">An unknown name, a number of items below 1 or above what is there, or a bad file.</exception>
    public static TaskDefinition Load(
        string name, string? trainingFile = null, string? evaluationFile = null, int? trainingItems = null, int? evaluationItems = null)
    {
        BuiltInTask task = Find(name);
        return new TaskDefinition
        {
            Name = task.Name,
            Family = task.Family,
            Kind = TaskKind.MultipleChoice,
            Formats = task.Formats,
            PrimaryMetric = task.PrimaryMetric,
            Training = trainingFile is null ? [] : First(name, "trainingItems", trainingFile, LoadExamples(name, trainingFile), trainingItems),
            Evaluation = evaluationFile is null ? [] : First(name, "evaluationItems", evaluationFile, LoadExamples(name, evaluationFile), evaluationItems),
        };
    }

    /// <summary>The items of a file of a known data set, in their order.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="path">The JSONL file.</param>
    /// <exception cref="AmuroException">An unknown name, or a bad file: file, line, column, expected and found.</exception>
    public static IReadOnlyList<Example> LoadExamples(string name, string path) => Examples.FromJsonLines(path, Find(name).Layouts);

    /// <summary>The format <c>harness</c>: the prompt of lm-evaluation-harness. Null where none was checked (social_i_qa, csqa).</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="AmuroException">An unknown name.</exception>
    public static PromptFormat? HarnessFormat(string name) => Find(name).HarnessFormat;

    private static BuiltInTask Find(string name) =>
        s_all.FirstOrDefault(task => task.Name == name)
        ?? throw new AmuroException($"built-in task: expected one of {string.Join(", ", Names)}, found '{name}'");

    private static IReadOnlyList<Example> First(string name, string option, string file, IReadOnlyList<Example> items, int? count) => count switch
    {
        null => items,
        int wanted when wanted >= 1 && wanted <= items.Count => [.. items.Take(wanted)],
        _ => throw new AmuroException($"task '{name}', {option}: expected a number from 1 to {items.Count}, the items of {file}, found {count}"),
    };
}
