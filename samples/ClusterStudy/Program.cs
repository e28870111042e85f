using Amuro.Checkpoints;
using Amuro.Miniature;
using Amuro.Results;
using Amuro.Studies;

// A job of the cluster is this same program: with the arguments that it gets, it computes its cells and ends here.
if (Study.RunWorkerIfRequested(args))
{
    return Environment.ExitCode;
}

return await SampleHost.RunAsync(ClusterOptions.Usage, args, async cancellationToken =>
{
    ClusterOptions options = ClusterOptions.Parse(args);
    Miniature miniature = Miniature.Quick.WithCheckpoints(50, 100);
    string checkpoints = Path.Combine(options.Out, "checkpoints");
    await foreach (Checkpoint made in miniature.PretrainAsync(checkpoints, cancellationToken: cancellationToken))
    {
        Console.WriteLine($"checkpoint of step {made.Step}");
    }

    Study study = Study.Of(CheckpointSeries.FromFolders(Path.Combine(checkpoints, "step*")))
        .Evaluate(miniature.Tasks)
        .WithSeeds(Enumerable.Range(0, options.Seeds));
    study = miniature.TrainingTasks.Aggregate(study, (s, task) => s.FineTune(miniature.FineTuner, on: task));

    if (options.Plan)
    {
        Console.WriteLine(study.Plan(options.Out).ToText());
        return;
    }

    if (options.Submit && options.Slurm is { } submitter)
    {
        await submitter.SubmitAsync(study, options.Out, cancellationToken: cancellationToken);
        Console.WriteLine("The jobs are submitted; the same command without --submit joins them.");
        return;
    }

    StudyResults results = await LiveProgress.ShowAsync(progress => options.Slurm is { } slurm
        ? study.RunAsync(slurm, options.Out, progress.Study("study"), cancellationToken)
        : study.RunAsync(options.Out, progress.Study("study"), cancellationToken));
    results.Scores.SaveCsv(Path.Combine(options.Out, "scores.csv"));
    Console.WriteLine($"Scores: {Path.Combine(options.Out, "scores.csv")}");
});
