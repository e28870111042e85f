using System.Globalization;
using Amuro.Analysis;
using Amuro.Analysis.Statistics;
using Amuro.Results;
using FsCheck.Xunit;
using Xunit.Abstractions;

namespace Amuro.Tests.Analysis;

public sealed class PromptMeasuresTests(ITestOutputHelper output)
{
    [Fact]
    public void Values_are_those_of_the_formulas()
    {
        ItemRecord[] records = Draw(seed: 1, items: 40, formats: [0.5, 0.6, 0.9]);
        PromptSensitivityMeasures found = Assert.Single(Measures(Results(records)));

        string[][] predictions = [.. records.GroupBy(r => r.Format).Select(f => f.Select(r => r.Prediction).ToArray())];
        double[][] scores = [.. records.GroupBy(r => r.Format).Select(f => f.Select(r => r.Score).ToArray())];
        double[] means = [.. scores.Select(f => f.Average())];
        Assert.Equal(means, found.Formats.Select(f => f.Score), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(means.Max() - means.Min(), found.Values[PromptMeasure.Spread].Value, 1e-12);
        Assert.Equal(ScoreSpread.Deviation(means), found.Values[PromptMeasure.StandardDeviation].Value, 1e-12);
        Assert.Equal(Consistency.Of(predictions), found.Values[PromptMeasure.Consistency].Value, 1e-12);
        Assert.Equal(PromptSensitivityScore.Of(scores), found.Values[PromptMeasure.Pss].Value, 1e-12);
        Assert.Equal(FleissKappa.Of(predictions), found.Values[PromptMeasure.FleissKappa].Value, 1e-12);
        Assert.Equal(found.Formats.MaxBy(f => f.Score), found.Best);
        Assert.Equal(found.Formats.MinBy(f => f.Score), found.Worst);
        Assert.Equal((40, 1, "acc"), (found.Items, found.Seeds, found.Metric));
        Assert.All(found.Formats, f => Assert.True(f.Interval.Contains(f.Score)));
        Assert.All(found.Values.Where(v => v.Key is PromptMeasure.Consistency or PromptMeasure.Pss or PromptMeasure.FleissKappa), v => Assert.True(v.Value.Interval.Contains(v.Value.Value), $"{v}"));
        Assert.Empty(found.Changes);
    }

    // Two formats, two choices, worked out by hand: format a takes choice 0 (2 tokens), format b choice 1 (1 token).
    [Fact]
    public void Posix_is_made_of_the_likelihoods_in_the_records()
    {
        ItemRecord[] records = [.. Enumerable.Range(0, 8).SelectMany(i => new[]
        {
            Record($"{i}", "a", "0", 1) with { LogLikelihoods = [-1, -3], ChoiceTokens = [2, 1] },
            Record($"{i}", "b", "1", 0) with { LogLikelihoods = [-2, -1.5], ChoiceTokens = [2, 1] },
        })];
        Estimate posix = Assert.Single(Measures(Results(records))).Values[PromptMeasure.Posix];
        // (|-2 - -1| / 2 + |-3 - -1.5| / 1) / 2
        Assert.Equal((0.5 + 1.5) / 2, posix.Value, 1e-12);

        Estimate unknown = Assert.Single(Measures(Results([.. records.Select(r => r with { ChoiceTokens = [] })]))).Values[PromptMeasure.Posix];
        Assert.False(unknown.IsEstimable);
        Assert.Equal("log-likelihoods and token counts of the choices are needed", unknown.Reason);
    }

    [Fact]
    public void Clusters_widen_the_intervals()
    {
        // Ten passages with twenty questions each, all answered alike within a passage.
        ItemRecord[] drawn = Draw(seed: 2, items: 10, formats: [0.5, 0.7]);
        ItemRecord[] repeated = [.. drawn.SelectMany(r => Enumerable.Range(0, 20).Select(k => r with { Item = $"{r.Item}.{k}", Cluster = r.Item }))];
        double Width(IEnumerable<ItemRecord> records)
        {
            Interval interval = Assert.Single(Measures(Results(records))).Values[PromptMeasure.Pss].Interval;
            return interval.High - interval.Low;
        }

        Assert.True(Width(repeated) > 2 * Width(repeated.Select(r => r with { Cluster = r.Item })));
    }

    [Property(MaxTest = 20)]
    public void The_order_of_the_records_does_not_matter(int seed)
    {
        ItemRecord[] records = Draw(seed, items: 12, formats: [0.5, 0.6, 0.9]);
        ItemRecord[] turned = [.. records.GroupBy(r => r.Format).SelectMany(f => f.Reverse())];
        PromptSensitivityMeasures first = Assert.Single(Measures(Results(records))), second = Assert.Single(Measures(Results(turned)));
        Assert.All(Enum.GetValues<PromptMeasure>(), m =>
        {
            Assert.Equal(first.Values[m].Value, second.Values[m].Value, 1e-9);
            Assert.Equal(first.Values[m].Interval.Low, second.Values[m].Interval.Low, 1e-9);
        });
    }

    [Fact]
    public void Fine_tuning_that_calms_shows_in_the_changes_and_a_series_in_the_curves()
    {
        ItemRecord[] records =
        [
            .. new long[] { 100, 200, 300 }.SelectMany(step => Draw(3, 200, [0.4, 0.6, 0.9 - (step / 1000.0)]).Select(r => r with { Step = step })),
            .. new long[] { 100, 200, 300 }.SelectMany(step => Draw(4, 200, [0.8, 0.8, 0.8]).Select(r => r with { Step = step, Stage = Stage.FineTuned, TunedOn = "nli" })),
        ];
        PromptSensitivityReport report = PromptSensitivityAnalyzer.Default.Analyze(Results(records));
        IReadOnlyList<PromptSensitivityMeasures> measures = report.Measures;
        Assert.Equal(6, measures.Count);
        PromptSensitivityMeasures tuned = measures.Single(m => m.Stage == Stage.FineTuned && m.Step == 100);
        Estimate change = tuned.Changes[PromptMeasure.Spread].Change;
        Assert.Equal(change.PValue, tuned.Changes[PromptMeasure.Spread].AdjustedPValue);
        Assert.True(change.IsEstimable && change.Value < -0.2 && change.Interval.High < 0 && change.PValue < 0.05, $"{change}");
        Assert.All(measures.Where(m => m.Stage == Stage.Base), m => Assert.Empty(m.Changes));

        IReadOnlyList<PromptSensitivityCurve> curves = report.Curves;
        PromptSensitivityCurve spread = curves.Single(c => c.Measure == PromptMeasure.Spread && c.Stage == Stage.Base);
        Assert.Equal([100L, 200, 300], spread.Points.Select(p => p.Step));
        Assert.Equal(-1, spread.Trend.Tau, 1e-12);
        Assert.Empty(curves.Single(c => c.Measure == PromptMeasure.Posix && c.Stage == Stage.Base).Points);
    }

    [Fact]
    public void Too_few_clusters_and_items_that_a_format_lacks_are_told()
    {
        ItemRecord[] records = Draw(5, 20, [0.5, 0.7]);
        PromptSensitivityMeasures few = Assert.Single(Measures(Results(records.Select(r => r with { Cluster = $"{r.Item.Length}" }))));
        Assert.Equal("2 independent clusters of items, at least 8 are needed", few.Values[PromptMeasure.Pss].Reason);
        Assert.False(double.IsNaN(few.Values[PromptMeasure.Pss].Value));
        Assert.Equal(19, Assert.Single(Measures(Results(records[1..]))).Items);
        Assert.Empty(Measures(Results([])));
        Assert.Equal(
            "two prompt formats are needed, found 1 format",
            Assert.Single(Measures(Results(records.Where(r => r.Format == "f0")))).Values[PromptMeasure.Spread].Reason);
    }

    [Fact]
    public void Closed_forms_give_the_errors_of_the_bootstrap()
    {
        ItemRecord[] records = [.. Draw(6, 300, [0.4, 0.6, 0.9]).Select(r => r with { Cluster = $"{int.Parse(r.Item, CultureInfo.InvariantCulture) / 3}" })];
        PromptSensitivityMeasures found = Assert.Single(Measures(Results(records)));
        ILookup<string, ItemRecord> clusters = records.ToLookup(r => r.Cluster);
        string[] names = [.. clusters.Select(c => c.Key)];
        var random = new SeededRandom(8);
        var drawn = new List<PromptSensitivityMeasures>();
        for (int b = 0; b < 150; b++)
        {
            // Copies of a cluster are clusters of their own.
            IEnumerable<ItemRecord> resample = Enumerable.Range(0, names.Length)
                .SelectMany(k => clusters[names[random.Next(names.Length)]].Select(r => r with { Item = $"{k}.{r.Item}", Cluster = $"{k}" }));
            drawn.Add(Assert.Single(Measures(Results(resample))));
        }

        Assert.All(Enum.GetValues<PromptMeasure>().Where(m => m != PromptMeasure.Posix), m =>
        {
            double half = (found.Values[m].Interval.High - found.Values[m].Interval.Low) / 2;
            double bootstrap = Lists.Deviation([.. drawn.Select(d => d.Values[m].Value)]);
            Assert.InRange(half / bootstrap / Probabilities.StudentAtLevel(0.95, 99), 0.85, 1.2);
        });
    }

    // What the interval of a spread is worth: five formats, equal or not.
    [Theory]
    [Trait("Category", "Slow")]
    [InlineData(0.0)]
    [InlineData(0.1)]
    [InlineData(0.3)]
    public void The_interval_of_the_spread_holds_the_true_one(double spread)
    {
        const int Draws = 300;
        int covered = 0, plain = 0;
        for (int d = 0; d < Draws; d++)
        {
            PromptSensitivityMeasures found = Assert.Single(Measures(Results(Draw(1000 + d, 80, [0.6 - (spread / 2), 0.6, 0.6, 0.6, 0.6 + (spread / 2)]))));
            Estimate estimate = found.Values[PromptMeasure.Spread];
            covered += estimate.Interval.Contains(spread) ? 1 : 0;
            plain += Math.Abs(estimate.Value - spread) <= (estimate.Interval.High - estimate.Interval.Low) / 2 ? 1 : 0;
        }

        output.WriteLine($"covered {covered}, without the move {plain} of {Draws}");
        Assert.True(covered >= 0.85 * Draws, $"covered {covered} of {Draws}");
    }

    [Fact]
    public void Runs_that_differ_widen_the_interval_of_a_change()
    {
        PromptMeasureChange Change(params double[] runs)
        {
            IEnumerable<ItemRecord> tuned = runs.SelectMany((p, s) => Draw(20 + s, 150, [p, 0.9]).Select(r => r with { Stage = Stage.FineTuned, TunedOn = "nli", Seed = s }));
            return Measures(Results(Draw(9, 150, [0.6, 0.7]).Concat(tuned))).Single(m => m.Stage == Stage.FineTuned).Changes[PromptMeasure.Spread];
        }

        (Estimate alike, Estimate apart) = (Change(0.5, 0.5, 0.5).Change, Change(0.2, 0.5, 0.8).Change);
        Assert.True(apart.Interval.High - apart.Interval.Low > 2 * (alike.Interval.High - alike.Interval.Low));
        Assert.True(alike.PValue < 0.001 && apart.PValue > alike.PValue);
    }

    [Fact]
    public void Models_evaluated_on_other_items_are_not_compared()
    {
        IEnumerable<ItemRecord> tuned = Draw(9, 40, [0.6, 0.7]).Where(r => r.Item != "3").Select(r => r with { Stage = Stage.FineTuned, TunedOn = "nli" });
        PromptSensitivityMeasures found = Measures(Results(Draw(9, 40, [0.6, 0.7]).Concat(tuned))).Single(m => m.Stage == Stage.FineTuned);
        Assert.Equal("the two models were evaluated on different items", found.Changes[PromptMeasure.Pss].Change.Reason);
        Assert.True(double.IsNaN(found.Changes[PromptMeasure.Pss].AdjustedPValue));
    }

    private static IReadOnlyList<PromptSensitivityMeasures> Measures(StudyResults results) => PromptSensitivityAnalyzer.Default.Analyze(results).Measures;

    private static StudyResults Results(IEnumerable<ItemRecord> records) => new() { Scores = ScoreTable.From([]), Items = ItemTable.From(records) };

    private static ItemRecord[] Draw(int seed, int items, double[] formats)
    {
        var random = new SeededRandom(seed);
        double[] difficulty = [.. Enumerable.Range(0, items).Select(_ => random.NextDouble())];
        return
        [
            .. formats.SelectMany((p, f) => difficulty.Select((d, i) =>
            {
                int right = (random.NextDouble() < 0.7 ? d : random.NextDouble()) < p ? 1 : 0;
                return Record($"{i}", $"f{f}", right == 1 ? $"{i % 2}" : $"{1 - (i % 2)}", right);
            })),
        ];
    }

    private static ItemRecord Record(string item, string format, string prediction, double score) => new()
    {
        Step = 100,
        Stage = Stage.Base,
        Task = "rte",
        Split = TaskRelation.Unseen,
        Format = format,
        Item = item,
        Cluster = item,
        Metric = "acc",
        Score = score,
        Prediction = prediction,
        Gold = "0",
    };
}
