using Amuro.Analysis;
using Amuro.Checkpoints;
using Amuro.Reporting;
using Amuro.Results;
using Amuro.Runtime;
using Amuro.Studies;
using Amuro.Tasks;
using Amuro.Tasks.BuiltIn;
using Amuro.Training;

const string TrainingTask = "openbookqa";

return await SampleHost.RunAsync(RealModelOptions.Usage, args, async cancellationToken =>
{
    RealModelOptions options = RealModelOptions.Parse(args);
    CheckpointSeries series = CheckpointSeries.From(options.Models.Select((folder, i) => Checkpoint.FromFolder(folder, i)));
    TaskDefinition[] tasks = [.. options.Evaluations.Select(e => Load(e.Name, e.File, options))];

    // TRL's defaults, in bfloat16 with float32 master weights.
    FineTuner tuner = FineTuner.Default.WithEpochs(options.Epochs).WithBatchSize(8).WithPrecision(Precision.BFloat16);
    Study study = Study.Of(series).Evaluate(tasks).WithSeeds(Enumerable.Range(0, options.Seeds))
        .WithDevice(ComputeDevice.Parse(options.Device));
    if (options.Train is { } file)
    {
        study = study.FineTune(tuner, on: BuiltInTasks.Load(TrainingTask, trainingFile: file, trainingItems: options.TrainItems));
    }

    StudyResults results = await LiveProgress.ShowAsync(progress =>
        study.RunAsync(options.Out, progress.Study("study"), cancellationToken));

    FindingsReport findings = FindingsReport.Analyze(results);
    string report = await new StudyReport(results, findings).SaveAllAsync(options.Out, cancellationToken);
    ScorePrinter.Print(results.Scores);
    FindingsPrinter.Print(findings.Findings);
    Console.WriteLine($"Report: {report}");
});

static TaskDefinition Load(string name, string file, RealModelOptions options)
{
    TaskDefinition task = BuiltInTasks.Load(name, evaluationFile: file, evaluationItems: options.EvalItems);
    PromptFormat? harness = options.Harness ? BuiltInTasks.HarnessFormat(name) : null;
    return harness is null ? task : task with { Formats = [.. task.Formats, harness] };
}
