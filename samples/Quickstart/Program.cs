using Amuro.Analysis;
using Amuro.Miniature;
using Amuro.Reporting;
using Amuro.Results;
using Amuro.Studies;

return await SampleHost.RunAsync(QuickstartOptions.Usage, args, async cancellationToken =>
{
    QuickstartOptions options = QuickstartOptions.Parse(args);
    MiniatureOptions sizes = (options.Quick ? MiniatureOptions.Quick : MiniatureOptions.Default) with { Seed = options.Seed };
    Miniature miniature = new(sizes);

    StudyResults results = await LiveProgress.ShowAsync(progress =>
    {
        // The checkpoints are studied while later ones are still being trained.
        var checkpoints = miniature.PretrainAsync(
            Path.Combine(options.Out, "checkpoints"), progress.Pretraining("pre-training"), cancellationToken);
        Study study = Study.Of(checkpoints, sizes.CheckpointSteps.Length)
            .Evaluate(miniature.Tasks)
            .WithSeeds(Enumerable.Range(options.Seed, options.Seeds));
        study = miniature.TrainingTasks.Aggregate(study, (s, task) => s.FineTune(miniature.FineTuner, on: task));
        return study.RunAsync(options.Out, progress.Study("study"), cancellationToken);
    });
    results = MiniatureBaselines.AddTo(miniature, results);

    FindingsReport findings = FindingsReport.Analyze(results);
    string report = await new StudyReport(results, findings).SaveAllAsync(options.Out, cancellationToken);
    FindingsPrinter.Print(findings.Findings);
    Console.WriteLine($"Report: {report}");
});
