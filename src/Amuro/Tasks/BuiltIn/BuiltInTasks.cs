using Amuro.Tasks.Loading;

namespace Amuro.Tasks.BuiltIn;

/// <summary>Known data sets, read from files that the caller has: none comes with the library.</summary>
/// <remarks>
/// Read are the publishers' columns (JSONL, CSV, Arrow or Parquet of the Hugging Face data sets) and the layout id, question, choices,
/// label. Each task has the formats <c>default</c>, <c>instruct</c> and <c>io</c>. The tasks of arXiv 2408.06663 (mnli, gpt3_nli,
/// rte_nli, paws, qqp, stsb; social_i_qa_questions, sciq_questions, tweet_qa_questions; xsum, xlsum, cnn_dailymail) have its authors'
/// wording and label words. <see cref="HarnessFormat"/> gives the prompt of lm-evaluation-harness 0.4.13, for scores that can be
/// compared with other people's.
/// <para>
/// Tried on real files: rte, boolq, sciq, arc_easy, arc_challenge, openbookqa, sst2, mrpc, social_i_qa, csqa and what shares their
/// files. The columns of the others are those that the authors' code or lm-evaluation-harness reads; the id columns (where a file lacks
/// them, items are numbered) and HellaSwag's ctx are from memory, and so are the names of the configurations.
/// </para>
/// </remarks>
public static class BuiltInTasks
{
    private static readonly BuiltInTask[] s_all =
    [
        ScienceQuestions.OpenBookQa, ScienceQuestions.ArcEasy, ScienceQuestions.ArcChallenge, ScienceQuestions.SciQ,
        TextClassification.Rte, TextClassification.BoolQ, TextClassification.Sst2, TextClassification.Mrpc,
        CommonsenseQuestions.SocialIqa, CommonsenseQuestions.CommonsenseQa,
        Completions.HellaSwag, Completions.Piqa, Completions.WinoGrande,
        PaperTasks.Mnli, PaperTasks.Gpt3Nli, PaperTasks.RteInference, PaperTasks.Paws, PaperTasks.Qqp, PaperTasks.Stsb,
        PaperTasks.SocialIqaQuestions, PaperTasks.SciQQuestions, PaperTasks.TweetQaQuestions,
        PaperTasks.Xsum, PaperTasks.XlSum, PaperTasks.CnnDailyMail,
    ];

    /// <summary>
    /// Names of the data sets: openbookqa, arc_easy, arc_challenge, sciq, rte, boolq, sst2, mrpc, social_i_qa, csqa, hellaswag, piqa,
    /// winogrande, mnli, gpt3_nli, rte_nli, paws, qqp, stsb, social_i_qa_questions, sciq_questions, tweet_qa_questions, xsum, xlsum,
    /// cnn_dailymail.
    /// </summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_all.Select(task => task.Name)];

    /// <summary>A data set as a task, with the formats <c>default</c>, <c>instruct</c>, <c>io</c>.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="trainingFile">File of the items to fine-tune on (and to draw worked examples from); null: none.</param>
    /// <param name="evaluationFile">File of the items to evaluate; null: none.</param>
    /// <param name="trainingItems">The first so many of the file; null: all.</param>
    /// <param name="evaluationItems">The first so many of the file; null: all.</param>
    /// <exception cref="AmuroException">An unknown name, a number of items below 1 or above what is there, or a bad file.</exception>
    public static TaskDefinition Load(
        string name, string? trainingFile = null, string? evaluationFile = null, int? trainingItems = null, int? evaluationItems = null) =>
        Load(name, trainingFile is null ? [] : [trainingFile], evaluationFile is null ? [] : [evaluationFile], trainingItems, evaluationItems);

    /// <summary>A data set as a task, from splits of several files, such as the shards that the hub has.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="trainingFiles">Files of the items to fine-tune on (and to draw worked examples from), in order; empty: none.</param>
    /// <param name="evaluationFiles">Files of the items to evaluate, in order; empty: none.</param>
    /// <param name="trainingItems">The first so many of the files; null: all.</param>
    /// <param name="evaluationItems">The first so many of the files; null: all.</param>
    /// <example>
    /// <code>
    /// HubSource source = BuiltInTasks.Hub("mnli");
    /// HubRepository repository = HubRepository.Dataset(source.Repository);
    /// TaskDefinition mnli = BuiltInTasks.Load(
    ///     "mnli",
    ///     await HubClient.Default.DownloadSplitAsync(repository, "train", source.Configuration),
    ///     await HubClient.Default.DownloadSplitAsync(repository, "validation_matched", source.Configuration));
    /// </code>
    /// </example>
    /// <exception cref="AmuroException">An unknown name, a number of items below 1 or above what is there, or a bad file.</exception>
    public static TaskDefinition Load(
        string name, IReadOnlyList<string> trainingFiles, IReadOnlyList<string> evaluationFiles, int? trainingItems = null, int? evaluationItems = null)
    {
        ArgumentNullException.ThrowIfNull(trainingFiles);
        ArgumentNullException.ThrowIfNull(evaluationFiles);
        BuiltInTask task = Find(name);
        var definition = new TaskDefinition
        {
            Name = task.Name,
            Family = task.Family,
            Kind = task.Kind,
            Formats = task.Formats,
            MaxNewTokens = task.MaxNewTokens,
            Training = First(task, "trainingItems", trainingFiles, trainingItems),
            Evaluation = First(task, "evaluationItems", evaluationFiles, evaluationItems),
        };
        return task.PrimaryMetric is null ? definition : definition with { PrimaryMetric = task.PrimaryMetric };
    }

    /// <summary>The items of a file of a known data set, in their order.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="path">The file: JSONL, CSV, Arrow or Parquet.</param>
    /// <exception cref="AmuroException">An unknown name, or a bad file: file, line or row, column, expected and found.</exception>
    public static IReadOnlyList<Example> LoadExamples(string name, string path) => Examples.FromFile(path, Find(name).Layouts);

    /// <summary>Where a data set is on the hub; <c>HubClient.DownloadSplitAsync</c> brings its files.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="AmuroException">An unknown name.</exception>
    public static HubSource Hub(string name) => Find(name).Hub;

    /// <summary>
    /// The format <c>harness</c>: the prompt of lm-evaluation-harness. Null where the harness makes it in ways that a template cannot
    /// (hellaswag, winogrande), or where none was checked.
    /// </summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="AmuroException">An unknown name.</exception>
    public static PromptFormat? HarnessFormat(string name) => Find(name).HarnessFormat;

    private static BuiltInTask Find(string name) =>
        s_all.FirstOrDefault(task => task.Name == name)
        ?? throw new AmuroException($"built-in task: expected one of {string.Join(", ", Names)}, found '{name}'");

    private static IReadOnlyList<Example> First(BuiltInTask task, string option, IReadOnlyList<string> files, int? count)
    {
        if (files.Count == 0)
        {
            return [];
        }

        IReadOnlyList<Example> items = Examples.FromFiles(files, task.Layouts);
        return count switch
        {
            null => items,
            int wanted when wanted >= 1 && wanted <= items.Count => [.. items.Take(wanted)],
            _ => throw new AmuroException($"task '{task.Name}', {option}: expected a number from 1 to {items.Count}, the items of {string.Join(", ", files)}, found {count}"),
        };
    }
}
