using Amuro.Analysis;
using Amuro.Analysis.Statistics;
using Amuro.Results;
using FsCheck.Xunit;

namespace Amuro.Tests.Analysis;

public sealed class PromptMeasuresTests
{
    private static readonly PromptSensitivityAnalyzer s_analyzer = PromptSensitivityAnalyzer.Default.WithResamples(200);

    [Fact]
    public void Values_are_those_of_the_formulas()
    {
        ItemRecord[] records = Draw(seed: 1, items: 40, formats: [0.5, 0.6, 0.9]);
        PromptSensitivityMeasures found = Assert.Single(s_analyzer.Measure(Results(records)));

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
        Estimate posix = Assert.Single(s_analyzer.Measure(Results(records))).Values[PromptMeasure.Posix];
        // (|-2 - -1| / 2 + |-3 - -1.5| / 1) / 2
        Assert.Equal((0.5 + 1.5) / 2, posix.Value, 1e-12);

        Estimate unknown = Assert.Single(s_analyzer.Measure(Results([.. records.Select(r => r with { ChoiceTokens = [] })]))).Values[PromptMeasure.Posix];
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
            Interval interval = Assert.Single(s_analyzer.Measure(Results(records))).Values[PromptMeasure.Pss].Interval;
            return interval.High - interval.Low;
        }

        Assert.True(Width(repeated) > 2 * Width(repeated.Select(r => r with { Cluster = r.Item })));
    }

    [Property(MaxTest = 20)]
    public void The_order_of_the_records_does_not_matter(int seed)
    {
        ItemRecord[] records = Draw(seed, items: 12, formats: [0.5, 0.6, 0.9]);
        ItemRecord[] turned = [.. records.GroupBy(r => r.Format).SelectMany(f => f.Reverse())];
        PromptSensitivityMeasures first = Assert.Single(s_analyzer.Measure(Results(records))), second = Assert.Single(s_analyzer.Measure(Results(turned)));
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
        IReadOnlyList<PromptSensitivityMeasures> measures = s_analyzer.Measure(Results(records));
        Assert.Equal(6, measures.Count);
        PromptSensitivityMeasures tuned = measures.Single(m => m.Stage == Stage.FineTuned && m.Step == 100);
        Estimate change = tuned.Changes[PromptMeasure.Spread];
        Assert.True(change.IsEstimable && change.Value < -0.2 && change.Interval.High < 0 && change.PValue < 0.05, $"{change}");
        Assert.All(measures.Where(m => m.Stage == Stage.Base), m => Assert.Empty(m.Changes));

        IReadOnlyList<PromptSensitivityCurve> curves = s_analyzer.Curves(measures);
        PromptSensitivityCurve spread = curves.Single(c => c.Measure == PromptMeasure.Spread && c.Stage == Stage.Base);
        Assert.Equal([100L, 200, 300], spread.Points.Select(p => p.Step));
        Assert.Equal(-1, spread.Trend.Tau, 1e-12);
        Assert.Empty(curves.Single(c => c.Measure == PromptMeasure.Posix && c.Stage == Stage.Base).Points);
    }

    [Fact]
    public void Too_few_clusters_and_items_that_a_format_lacks_are_told()
    {
        ItemRecord[] records = Draw(5, 20, [0.5, 0.7]);
        PromptSensitivityMeasures few = Assert.Single(s_analyzer.Measure(Results(records.Select(r => r with { Cluster = $"{r.Item.Length}" }))));
        Assert.Equal("2 independent clusters of items, at least 8 are needed", few.Values[PromptMeasure.Pss].Reason);
        Assert.False(double.IsNaN(few.Values[PromptMeasure.Pss].Value));
        Assert.Equal(19, Assert.Single(s_analyzer.Measure(Results(records[1..]))).Items);
        Assert.Empty(s_analyzer.Measure(Results([])));
        Assert.Equal(
            "two prompt formats are needed, found 1 format",
            Assert.Single(s_analyzer.Measure(Results(records.Where(r => r.Format == "f0")))).Values[PromptMeasure.Spread].Reason);
    }

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
