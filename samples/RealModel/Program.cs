using Amuro.Analysis;
using Amuro.Checkpoints;
using Amuro.Evaluation;
using Amuro.Reporting;
using Amuro.Results;
using Amuro.Runtime;
using Amuro.Studies;
using Amuro.Tasks;
using Amuro.Tasks.BuiltIn;
using Amuro.Training;
using Spectre.Console;

const string TrainingTask = "openbookqa";

return await SampleHost.RunAsync(RealModelOptions.Usage, args, async cancellationToken =>
{
    RealModelOptions options = RealModelOptions.Parse(args);
    CheckpointSeries series = CheckpointSeries.From(options.Models.Select((folder, i) => Checkpoint.FromFolder(folder, i)));
    TaskDefinition[] tasks = [.. options.Evaluations.Select(e => RealModelTasks.Load(e.Name, e.File, options))];
    (int Shots, Study Study)[] studies = [.. options.Shots.Distinct().Select(shots => (shots, StudyOf(series, tasks, shots, options)))];

    string FolderOf(int shots) => studies.Length == 1 ? options.Out : Path.Combine(options.Out, $"shots-{shots}");
    if (options.Plan)
    {
        foreach ((int shots, Study study) in studies)
        {
            string folder = FolderOf(shots);
            Console.WriteLine($"{shots}-shot: {study.Plan(Directory.Exists(folder) ? folder : null).ToText()}");
        }

        return;
    }

    // One study for each number of shots; all of it goes on where it was.
    StudyResults results = await LiveProgress.ShowAsync(async progress =>
    {
        List<StudyResults> parts = [];
        foreach ((int shots, Study study) in studies)
        {
            parts.Add(await study.RunAsync(FolderOf(shots), progress.Study($"{shots}-shot"), cancellationToken));
        }

        return Merge(parts);
    });
    if (studies.Length > 1)
    {
        await results.SaveAsync(options.Out, cancellationToken);
    }

    if (Console.IsOutputRedirected)
    {
        AnsiConsole.Profile.Width = 200; // tables in a file need no folding
    }

    FindingsReport findings = FindingsReport.Analyze(results);
    string report = await new StudyReport(results, findings).SaveAllAsync(options.Out, cancellationToken);
    ScorePrinter.Print(results.Scores);
    SensitivityPrinter.Print(findings.PromptSensitivity.Measures);
    if (options.Train is not null)
    {
        FindingsPrinter.Print(findings.Findings);
    }

    Console.WriteLine($"Report: {report}");
});

static Study StudyOf(CheckpointSeries series, TaskDefinition[] tasks, int shots, RealModelOptions options)
{
    TaskDefinition[] possible = RealModelTasks.WithPools(tasks, shots);
    Study study = Study.Of(series).Evaluate(possible).WithEvaluator(Evaluator.Default.WithShots(shots))
        .WithSeeds(Enumerable.Range(0, options.Seeds)).WithDevice(ComputeDevice.Parse(options.Device));
    if (options.Train is null || shots != options.Shots[0])
    {
        return study;
    }

    TaskDefinition on = BuiltInTasks.Load(TrainingTask, trainingFile: options.Train, trainingItems: options.TrainItems);
    return options.Recipes.Distinct().Aggregate(study, (s, recipe) =>
        s.FineTune(TunerOf(recipe, options), on, options.Recipes.Count == 1 ? null : $"{TrainingTask}-{recipe}"));
}

// TRL's defaults, in bfloat16 with float32 master weights; an adapter takes ten times the rate.
static FineTuner TunerOf(string recipe, RealModelOptions options)
{
    FineTuner full = FineTuner.Default.WithEpochs(options.Epochs).WithBatchSize(8).WithPrecision(Precision.BFloat16);
    return recipe == RealModelOptions.FullRecipe ? full : full.WithLora(new LoraOptions { Rank = 16, Alpha = 32 }).WithLearningRate(10 * full.Recipe.LearningRate);
}

static StudyResults Merge(IReadOnlyList<StudyResults> parts) => parts.Count == 1 ? parts[0] : parts[0] with
{
    Scores = ScoreTable.From(parts.SelectMany(p => p.Scores)),
    Items = ItemTable.From(parts.SelectMany(p => p.Items)),
};
