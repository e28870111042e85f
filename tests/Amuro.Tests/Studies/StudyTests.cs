using Amuro.Checkpoints;
using Amuro.Results;
using Amuro.Studies;
using Amuro.Tasks;

namespace Amuro.Tests.Studies;

public sealed class StudyTests : IDisposable
{
    private readonly TinyStudy _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public async Task Every_cell_of_the_grid_is_in_the_tables_once()
    {
        StudyResults results = await _tiny.Study.RunAsync(_tiny.Out("run"));

        // 2 checkpoints x (base + 2 seeds) x 3 tasks x 2 formats, of 4 items.
        Assert.Equal(2 * 3 * 3 * 2, results.Scores.Count(s => s.Metric == "acc"));
        Assert.Equal(2 * 3 * 3 * 2 * 4, results.Items.Count);
        Assert.Distinct(results.Scores.Select(s => (s.Step, s.Stage, s.TunedOn, s.Task, s.Format, s.Seed, s.Metric)));
        Assert.All(
            results.Scores.Where(s => s.Metric == "acc"),
            s => Assert.Equal(Items(results, s).Average(i => i.Score), s.Score, 1e-12));
    }

    [Fact]
    public async Task The_split_is_the_relation_to_the_training_task()
    {
        StudyResults results = await _tiny.Study.RunAsync(_tiny.Out("run"));

        Dictionary<string, TaskRelation> expected = new()
        {
            ["colours"] = TaskRelation.InDomain,
            ["other colours"] = TaskRelation.OutOfDomain,
            ["shapes"] = TaskRelation.Unseen,
        };
        Assert.All(results.Scores, s => Assert.Equal(expected[s.Task], s.Split));
        Assert.All(results.Items, i => Assert.Equal(expected[i.Task], i.Split));
    }

    [Fact]
    public async Task A_finished_study_is_read_back_and_not_computed()
    {
        string folder = _tiny.Out("run");
        StudyResults first = await _tiny.Study.RunAsync(folder);
        Recorder second = new();

        StudyResults again = await _tiny.Study.RunAsync(folder, second);

        Assert.Equal(first.Scores, again.Scores);
        Assert.Equal(first.Items.Select(Text), again.Items.Select(Text));
        Assert.All(second.Reports, r => Assert.Equal("finished", r.Activity));
        // 4 fine-tunings, and 6 model states on 3 tasks.
        Assert.Equal((22, 22), (second.Reports[^1].Done, second.Reports[^1].Total));
    }

    [Fact]
    public async Task A_stopped_study_goes_on_and_ends_with_the_tables_of_an_undisturbed_one()
    {
        // One worker in both: the number of threads decides how sums are grouped.
        StudyResults expected = await _tiny.Study.WithWorkers(1).RunAsync(_tiny.Out("whole"));
        string folder = _tiny.Out("stopped");
        StudyResults? results = null;
        for (int stops = 0; results is null; stops++)
        {
            using CancellationTokenSource stop = new();
            int reports = 0;
            Recorder stopper = new(() =>
            {
                if (++reports == 3)
                {
                    stop.Cancel();
                }
            });
            try
            {
                results = await _tiny.Study.WithWorkers(1).RunAsync(folder, stops < 4 ? stopper : null, stop.Token);
            }
            catch (OperationCanceledException)
            {
            }
        }

        Assert.Equal(expected.Scores, results.Scores);
        Assert.Equal(expected.Items.Select(Text), results.Items.Select(Text));
        Assert.Empty(Directory.EnumerateFiles(folder, "*.tmp", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_study_stopped_in_the_midst_of_fine_tuning_goes_on_from_there()
    {
        // 40 steps of which every 20th is reported.
        Study study = Study.Of(_tiny.Series).FineTune(TinyStudy.Tuner.WithSteps(40), on: TinyStudy.Colours).Evaluate(TinyStudy.Colours).WithWorkers(1);
        StudyResults expected = await study.RunAsync(_tiny.Out("whole"));
        string folder = _tiny.Out("stopped");
        using CancellationTokenSource stop = new();
        Recorder stopper = new();
        stopper = new(() =>
        {
            if (stopper.Reports[^1].Activity.StartsWith("trained 20/40", StringComparison.Ordinal))
            {
                stop.Cancel();
            }
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => study.RunAsync(folder, stopper, stop.Token));
        string resume = Assert.Single(Directory.GetFiles(folder, "resume.safetensors", SearchOption.AllDirectories));

        Recorder second = new();
        StudyResults results = await study.RunAsync(folder, second);

        Assert.Equal(expected.Scores, results.Scores);
        // The first fine-tuning was half done, so its step 20 is not told again.
        string cell = stopper.Reports[^1].Cell;
        Assert.Equal(["trained 40/40"], second.Reports.Where(r => r.Cell == cell && r.Activity.StartsWith("trained", StringComparison.Ordinal)).Select(r => r.Activity.Split(',')[0]));
        Assert.False(Directory.Exists(Path.GetDirectoryName(resume)));
    }

    [Fact]
    public void Early_stopping_without_held_out_items_is_reported_before_any_work()
    {
        Study study = Study.Of(_tiny.Series)
            .FineTune(TinyStudy.Tuner.WithEvaluation(every: 2, patience: 1), on: TinyStudy.Colours).Evaluate(TinyStudy.Colours);

        AmuroException error = Assert.Throws<AmuroException>(() => { _ = study.RunAsync(_tiny.Out("never")); });

        Assert.Contains("task 'colours': EvaluateEvery, Patience, KeepBest: expected held-out examples", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_recipe_computes_the_fine_tuned_cells_again_and_keeps_the_base_ones()
    {
        string folder = _tiny.Out("run");
        await _tiny.Study.RunAsync(folder);
        Recorder recorder = new();

        await Study.Of(_tiny.Series)
            .FineTune(TinyStudy.Tuner.WithLearningRate(2e-2), on: TinyStudy.Colours)
            .Evaluate(TinyStudy.Colours, TinyStudy.OtherColours, TinyStudy.Shapes).WithSeeds(1, 2)
            .RunAsync(folder, recorder);

        string[] computed = [.. recorder.Reports.Where(r => r.Activity != "finished").Select(r => r.Cell).Distinct().Order()];
        Assert.Equal(4 + (4 * 3), computed.Length);
        Assert.All(computed, c => Assert.Contains("tuned on colours", c, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Fine_tuned_models_are_kept_on_demand_only()
    {
        await _tiny.Study.RunAsync(_tiny.Out("dropped"));
        await _tiny.Study.WithKeptModels().RunAsync(_tiny.Out("kept"));

        Assert.Empty(Directory.GetDirectories(Path.Combine(_tiny.Out("dropped"), "models")));
        string[] kept = Directory.GetDirectories(Path.Combine(_tiny.Out("kept"), "models"));
        Assert.Equal(4, kept.Length);
        Assert.All(kept, k => Assert.Equal("llama", Checkpoint.FromFolder(k, 0).ModelType));
    }

    [Fact]
    public async Task A_checkpoint_without_a_tokenizer_uses_that_of_the_series()
    {
        StudyResults expected = await _tiny.Study.WithWorkers(1).RunAsync(_tiny.Out("both"));
        File.Delete(_tiny.Series[0].TokenizerPath!);

        Study study = Study.Of(CheckpointSeries.From(_tiny.Series)).FineTune(TinyStudy.Tuner, on: TinyStudy.Colours)
            .Evaluate(TinyStudy.Colours, TinyStudy.OtherColours, TinyStudy.Shapes).WithSeeds(1, 2).WithWorkers(1);

        Assert.Equal(expected.Scores, (await study.RunAsync(_tiny.Out("one"))).Scores);
    }

    [Fact]
    public void All_mistakes_are_reported_before_any_work()
    {
        Study study = Study.Of(_tiny.Series)
            .FineTune(TinyStudy.Tuner.WithBatchSize(0), on: TinyStudy.Shapes)
            .Evaluate(TinyStudy.Colours, TinyStudy.Colours with { Family = "again" })
            .WithSeeds()
            .WithWorkers(0);

        AmuroException error = Assert.Throws<AmuroException>(() => { _ = study.RunAsync(_tiny.Out("never")); });

        Assert.All(
            ["'colours' more than once", "'shapes': expected training examples", "WithSeeds", "WithWorkers", "BatchSize"],
            part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
        Assert.False(Directory.Exists(_tiny.Out("never")));
    }

    [Fact]
    public async Task A_damaged_result_is_named()
    {
        string folder = _tiny.Out("run");
        await _tiny.Study.RunAsync(folder);
        string damaged = Directory.EnumerateFiles(Path.Combine(folder, "results"), "colours.*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        await File.WriteAllTextAsync(damaged, "{");

        AmuroException error = await Assert.ThrowsAsync<AmuroException>(() => _tiny.Study.RunAsync(folder));

        Assert.Contains(damaged, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_named()
    {
        string file = _tiny.Out("a-file");
        await File.WriteAllTextAsync(file, "");

        AmuroException error = Assert.Throws<AmuroException>(() => { _ = _tiny.Study.RunAsync(file); });

        Assert.Contains(file, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_checkpoint_that_fails_stops_the_study_with_its_own_error()
    {
        string broken = _tiny.Out("broken/step5");
        Directory.CreateDirectory(broken);
        foreach (string file in Directory.GetFiles(_tiny.Series[0].Folder))
        {
            File.Copy(file, Path.Combine(broken, Path.GetFileName(file)));
        }

        await File.WriteAllTextAsync(Path.Combine(broken, "model.safetensors"), "not weights at all");
        Study study = Study.Of(CheckpointSeries.From([_tiny.Series[0], Checkpoint.FromFolder(broken)])).Evaluate(TinyStudy.Shapes);

        AmuroException error = await Assert.ThrowsAsync<AmuroException>(() => study.RunAsync(_tiny.Out("run")));

        Assert.Contains("model.safetensors", error.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<ItemRecord> Items(StudyResults results, ScoreRow s) => results.Items.Where(i =>
        (i.Step, i.Stage, i.TunedOn, i.Task, i.Format, i.Seed) == (s.Step, s.Stage, s.TunedOn, s.Task, s.Format, s.Seed));

    private static string Text(ItemRecord item) => System.Text.Json.JsonSerializer.Serialize(item);

    private sealed class Recorder(Action? onReport = null) : IProgress<StudyProgress>
    {
        public List<StudyProgress> Reports { get; } = [];

        public void Report(StudyProgress value)
        {
            Reports.Add(value);
            onReport?.Invoke();
        }
    }
}
