using System.Globalization;
using Amuro.Analysis;
using Amuro.Analysis.Statistics;
using Amuro.Results;
using Xunit.Abstractions;

namespace Amuro.Tests.Analysis;

public sealed class ForgettingMatrixTests(ITestOutputHelper output)
{
    private static readonly SyntheticStudy s_small = new()
    {
        Tasks = [new("a", "a", 0.5), new("a_ood", "a", 0.5), new("b", "b", 0.25), new("c", "c", double.NaN)],
        TunedOn = ["a", "b"],
        Steps = [0, 100, 200],
        Items = 80,
        Probability = (tunedOn, task, place, _) => Math.Clamp(0.3 + (0.5 * place) - (tunedOn == "a" && task == "b" ? 0.2 : 0), 0, 1),
    };

    [Fact]
    public void The_matrix_holds_every_relation_and_the_formulas_of_each_cell()
    {
        StudyResults study = s_small.Draw();
        ForgettingReport report = ForgettingAnalyzer.Default.Analyze(study);

        Assert.Equal(2 * 4 * 3, report.Changes.Count);
        Assert.Equal(8, report.Pairs.Count);
        Assert.Equal(TaskRelation.OutOfDomain, report.Changes.First(c => c.TunedOn == "a" && c.Task == "a_ood").Split);
        ForgettingChange cell = report.Changes.Single(c => c.TunedOn == "a" && c.Task == "b" && c.Step == 200);
        double[] before = Scores(study, "", "b", 200), after = Scores(study, "a", "b", 200);
        Assert.Equal(after.Average() - before.Average(), cell.Change.Value, 1e-12);
        Assert.Equal((after.Average() - before.Average()) / before.Average(), cell.Relative, 1e-12);
        Assert.Equal((after.Average() - before.Average()) / 0.75, cell.ChanceNormalised, 1e-12);
        Assert.Equal(after.Average() / before.Average(), cell.Retention, 1e-12);
        Assert.Equal((after.Average() - 0.25) / (before.Average() - 0.25), cell.AboveChanceRetention, 1e-12);
        Assert.Equal(EffectSize.Of(before, after).DZ, cell.EffectSize, 1e-12);
        Assert.Equal(
            McNemar.Test(Count(1, 1), Count(1, 0), Count(0, 1), Count(0, 0)).PValue, cell.McNemar.PValue, 1e-12);
        long Count(int b, int a) => before.Zip(after).Count(p => p.First == b && p.Second == a);
    }

    [Fact]
    public void What_a_cell_lacks_is_told()
    {
        ForgettingChange Cell(SyntheticStudy study) => ForgettingAnalyzer.Default.Analyze(study.Draw()).Changes.First(c => c.TunedOn == "a" && c.Task == "b");

        Assert.Equal("McNemar's test is of two models, and there are 2 fine-tuning runs", Cell(s_small with { Seeds = 2 }).McNemar.Reason);
        ForgettingChange scores = Cell(s_small with { WithItems = false });
        Assert.Equal("there are no item records", scores.McNemar.Reason);
        Assert.True(double.IsNaN(scores.EffectSize) && scores.Change.IsEstimable && scores.Verdict != TransferVerdict.NotEstimable);
        ForgettingChange bare = Cell(s_small with { WithItems = false, WithStandardErrors = false });
        Assert.Equal((TransferVerdict.NotEstimable, "a score has neither item records nor a standard error"), (bare.Verdict, bare.Change.Reason));
        Assert.False(double.IsNaN(bare.Change.Value));
        Assert.Null(Cell(s_small with { Steps = [100] }).ExceedsNoise);
    }

    [Fact]
    public void Transfer_is_that_of_the_matrix_of_continual_learning()
    {
        ForgettingReport report = ForgettingAnalyzer.Default.Analyze(s_small.Draw());
        Assert.Equal(6, report.Transfers.Count);
        ContinualTransfer last = report.Transfers.Single(t => t.TunedOn == "a" && t.Step == 200);
        ForgettingChange[] unseen = [.. report.Changes.Where(c => c.TunedOn == "a" && c.Step == 200 && c.Split == TaskRelation.Unseen)];
        ForgettingChange own = report.Changes.Single(c => c.TunedOn == "a" && c.Task == "a" && c.Step == 200);
        double untrained = report.Changes.Single(c => c.TunedOn == "a" && c.Task == "a" && c.Step == 0).Base;
        ContinualLearningResult expected = ContinualLearning.Of(
            [[unseen.Average(c => c.Base), own.Base], [unseen.Average(c => c.Tuned), own.Tuned]], untrained: [0, untrained]);

        Assert.Equal(2, last.Tasks);
        Assert.Equal(expected.BackwardTransfer, last.BackwardTransfer.Value, 1e-12);
        Assert.Equal(expected.ForwardTransfer.Value, last.ForwardTransfer.Value, 1e-12);
        Assert.Equal(unseen.Average(u => report.Changes.Where(c => c.TunedOn == "a" && c.Task == u.Task).Max(c => c.Base) - u.Tuned), last.Forgetting.Value, 1e-12);

        ContinualTransfer chance = ForgettingAnalyzer.Default.Analyze((s_small with { Steps = [100, 200] }).Draw()).Transfers.First(t => t.TunedOn == "a");
        Assert.Equal(Scores((s_small with { Steps = [100, 200] }).Draw(), "", "a", 100).Average() - 0.5, chance.ForwardTransfer.Value, 1e-12);
    }

    [Fact]
    public void Where_continual_learning_does_not_apply_the_reason_is_given()
    {
        StudyResults study = s_small.Draw();
        ForgettingReport untried = ForgettingAnalyzer.Default.Analyze(Without(study, r => r.Task == "a"));
        Assert.Equal("the training task itself was not scored before fine-tuning at this checkpoint", untried.Transfers.First(t => t.TunedOn == "a").ForwardTransfer.Reason);

        ForgettingReport ragged = ForgettingAnalyzer.Default.Analyze(Without(study, r => r.Task == "c" && r.Step == 0 && r.Stage == Stage.Base));
        Assert.Equal("the unseen tasks were not all scored at the same base checkpoints", ragged.Transfers.Single(t => t.TunedOn == "a" && t.Step == 200).Forgetting.Reason);

        SyntheticStudy alone = s_small with { Tasks = [new("a", "a", double.NaN)], TunedOn = ["a"], Steps = [100] };
        ContinualTransfer only = Assert.Single(ForgettingAnalyzer.Default.Analyze(alone.Draw()).Transfers);
        Assert.Equal("no unseen task was scored before and after fine-tuning at this checkpoint", only.BackwardTransfer.Reason);
        Assert.Equal("the score of the untrained model is not known: no checkpoint of step 0 and no chance level", only.ForwardTransfer.Reason);
    }

    [Fact]
    public void The_noise_floor_is_the_step_between_the_last_two_base_checkpoints()
    {
        StudyResults study = s_small.Draw();
        ForgettingReport report = ForgettingAnalyzer.Default.Analyze(study);
        NoiseFloor floor = report.NoiseFloors.Single(n => n.Task == "b");
        Assert.Equal((100, 200), (floor.EarlierStep, floor.LaterStep));
        Assert.Equal(Scores(study, "", "b", 200).Average() - Scores(study, "", "b", 100).Average(), floor.Change.Value, 1e-12);
        double mean = report.NoiseFloors.Where(n => report.Changes.Any(c => c.Task == n.Task && c.Split == TaskRelation.Unseen && c.Step == 200 && c.BaseKnows)).Average(n => Math.Abs(n.Change.Value));
        Assert.Contains(report.Finding.Assumptions, a => a.Contains(FormattableString.Invariant($"itself moves by {mean:0.000} on average"), StringComparison.Ordinal));
        Assert.All(report.Changes.Where(c => c.Task == "b"), c => Assert.Equal(Math.Abs(c.Change.Value) > Math.Abs(floor.Change.Value), c.ExceedsNoise));
    }

    [Fact]
    public void Neither_the_order_of_the_items_nor_the_culture_matters()
    {
        StudyResults study = (s_small with { Seeds = 2 }).Draw();
        var random = new SeededRandom(7);
        StudyResults shuffled = study with { Items = ItemTable.From(study.Items.OrderBy(_ => random.NextDouble()).ToArray()) };
        ForgettingChange[] first = Ordered(ForgettingAnalyzer.Default.Analyze(study)), second = Ordered(ForgettingAnalyzer.Default.Analyze(shuffled));
        Assert.Equal(first.Length, second.Length);
        Assert.All(first.Zip(second), p =>
        {
            Assert.Equal(p.First.Change.PValue, p.Second.Change.PValue, 1e-9);
            Assert.Equal(p.First.Change.Interval.Low, p.Second.Change.Interval.Low, 1e-9);
        });

        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            string sentence = ForgettingAnalyzer.Default.Analyze(study).Finding.Sentence;
            foreach (string culture in new[] { "de-DE", "tr-TR" })
            {
                CultureInfo.CurrentCulture = new CultureInfo(culture);
                Assert.Equal(sentence, ForgettingAnalyzer.Default.Analyze(study).Finding.Sentence);
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        static ForgettingChange[] Ordered(ForgettingReport report) => [.. report.Changes.OrderBy(c => c.TunedOn).ThenBy(c => c.Task).ThenBy(c => c.Step)];
    }

    [Fact]
    public void Documents_that_are_repeated_do_not_count_as_more_items()
    {
        StudyResults study = (s_small with { ItemsPerCluster = 1 }).Draw();
        double Width(Func<ItemRecord, int, string> cluster) => ForgettingAnalyzer.Default.Analyze(study with
        {
            Items = ItemTable.From(study.Items.SelectMany(i => Enumerable.Range(0, 4).Select(k => i with { Item = $"{i.Item}.{k}", Cluster = cluster(i, k) })).ToArray()),
        }).Changes.Average(c => c.Change.Interval.High - c.Change.Interval.Low);

        double alone = ForgettingAnalyzer.Default.Analyze(study).Changes.Average(c => c.Change.Interval.High - c.Change.Interval.Low);
        Assert.Equal(alone, Width((i, _) => i.Item), 1e-9);
        Assert.InRange(Width((i, k) => $"{i.Item}.{k}"), 0.4 * alone, 0.6 * alone);
    }

    // Tuning on a costs b 0.1 of its score and nothing else changes: that must be found, and the rest not.
    [Theory]
    [Trait("Category", "Slow")]
    [InlineData(1, 0.0, true)]
    [InlineData(3, 0.03, true)]
    [InlineData(1, 0.0, false)]
    public void One_loss_among_many_is_found_and_the_family_wise_error_kept(int seeds, double runNoise, bool withItems)
    {
        const int Studies = 200;
        (int found, int wrong) = (0, 0);
        for (int draw = 0; draw < Studies; draw++)
        {
            StudyResults study = (s_small with
            {
                Steps = [100],
                Items = 400,
                Seeds = seeds,
                RunNoise = runNoise,
                WithItems = withItems,
                // Standard errors know nothing of clusters.
                ItemsPerCluster = withItems ? 2 : 1,
                DrawSeed = 100 * draw,
                Probability = (tunedOn, task, _, _) => tunedOn == "a" && task == "b" ? 0.7 : 0.8,
            }).Draw();
            ForgettingChange[] changes = [.. ForgettingAnalyzer.Default.WithMinimumEffect(0).WithResamples(100).Analyze(study).Changes];
            found += changes.Count(c => c.TunedOn == "a" && c.Task == "b" && c.Verdict == TransferVerdict.Hurts);
            wrong += changes.Any(c => (c.TunedOn != "a" || c.Task != "b") && c.Verdict is TransferVerdict.Hurts or TransferVerdict.Helps) ? 1 : 0;
        }

        output.WriteLine($"found {found}, wrong {wrong} of {Studies}");
        Assert.True(wrong <= Studies / 10, $"wrong: {wrong} of {Studies}");
        Assert.True(found >= (runNoise > 0 ? Studies / 5 : Studies / 2), $"found: {found} of {Studies}");
    }

    private static double[] Scores(StudyResults study, string tunedOn, string task, long step) =>
        [.. study.Items.Where(i => i.TunedOn == tunedOn && i.Task == task && i.Step == step).Select(i => i.Score)];

    private static StudyResults Without(StudyResults study, Func<(long Step, Stage Stage, string Task), bool> left) => new()
    {
        Scores = ScoreTable.From(study.Scores.Where(s => !left((s.Step, s.Stage, s.Task)))),
        Items = ItemTable.From(study.Items.Where(i => !left((i.Step, i.Stage, i.Task)))),
    };
}
