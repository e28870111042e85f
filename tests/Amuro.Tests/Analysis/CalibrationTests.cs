using Amuro.Analysis;
using Amuro.Results;
using Xunit.Abstractions;

namespace Amuro.Tests.Analysis;

/// <summary>Where nothing happens, an analysis must rarely find something: 200 random small studies each.</summary>
[Trait("Category", "Slow")]
public sealed class CalibrationTests(ITestOutputHelper output)
{
    private const int Studies = 200;

    private static readonly SyntheticTask[] s_tasks =
    [
        new("nli", "nli", 0.5), new("nli_ood", "nli", 0.5), new("size", "size", 0.5), new("size_ood", "size", 0.5), new("qa", "qa", double.NaN), new("qa_ood", "qa", double.NaN),
    ];

    [Theory]
    [InlineData(1, 0.0)]
    [InlineData(3, 0.0)]
    [InlineData(3, 0.08)]
    public void NoEffectIsRarelyFound(int seeds, double runNoise)
    {
        var supported = new int[5];
        for (int draw = 0; draw < Studies; draw++)
        {
            StudyResults results = new SyntheticStudy
            {
                Tasks = s_tasks,
                TunedOn = ["nli", "size", "qa"],
                Steps = [0, 100, 200, 300, 400],
                Formats = ["default", "io"],
                Items = 60,
                Seeds = seeds,
                RunNoise = runNoise,
                DrawSeed = draw * 1000,
                Probability = (_, task, _, _) => Worlds.IsYesNo(task) ? 0.5 : 0.85,
            }.Draw();
            Finding[] findings =
            [
                LatentImprovementAnalyzer.Default.WithResamples(400).WithMinimumEffect(0).Analyze(results).Finding,
                FineTuningGainAnalyzer.Default.WithResamples(400).WithMinimumEffect(0).Analyze(results).Finding,
                ForgettingAnalyzer.Default.WithResamples(400).WithMinimumEffect(0).Analyze(results).Finding,
                .. PromptSensitivityAnalyzer.Default.WithResamples(400).WithMinimumEffect(0).Analyze(results) is var p ? new[] { p.Finding, p.TrendFinding } : [],
            ];
            for (int i = 0; i < findings.Length; i++)
            {
                Assert.NotEqual(double.NaN, i is 0 or 2 or 3 ? findings[i].Effect : 0);
                supported[i] += findings[i].Verdict == Verdict.Supported ? 1 : 0;
            }
        }

        output.WriteLine($"supported: {string.Join(", ", supported)} of {Studies}");
        Assert.All(supported, count => Assert.True(count <= Studies / 10, $"supported: {string.Join(", ", supported)} of {Studies}"));
    }
}
