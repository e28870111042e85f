using Amuro.Analysis;
using Amuro.Results;

namespace Amuro.Tests.Analysis;

/// <summary>A base model that always gives the most frequent label knows nothing that it could forget.</summary>
public sealed class ForgettingMajorityTests
{
    [Theory]
    [InlineData(double.NaN, true)]
    [InlineData(0.7, true)]
    [InlineData(0.8, false)]
    public void A_task_is_known_only_above_the_share_of_the_most_frequent_label(double majority, bool known)
    {
        StudyResults results = new SyntheticStudy
        {
            Tasks = [new("nli", "nli", 0.5), new("kinds", "kinds", 0.5)],
            TunedOn = ["nli"],
            Items = 1000,
            WithItems = false,
            Probability = (tunedOn, task, _, _) => task == "kinds" && tunedOn.Length == 0 ? 0.8 : 0.5,
        }.Draw();
        results = results with { Scores = ScoreTable.From(results.Scores.Select(r => r with { Majority = r.Task == "kinds" ? majority : double.NaN })) };
        ForgettingChange change = ForgettingAnalyzer.Default.WithResamples(100).Analyze(results).Changes.Single(c => c is { Task: "kinds", Step: 1200 });
        Assert.Equal(known, change.BaseKnows);
    }
}
