using Amuro.Analysis.Statistics;
using BenchmarkDotNet.Attributes;

namespace Amuro.Benchmarks.Statistics;

/// <summary>What a study of many tasks does again and again: intervals and tests by resampling 1,000 items.</summary>
[MemoryDiagnoser]
public class StatisticsBenchmark
{
    private const int Items = 1000;
    private readonly double[] _values = new double[Items];
    private readonly bool[] _predicted = new bool[Items], _gold = new bool[Items];
    private readonly string[] _clusters = new string[Items];

    [GlobalSetup]
    public void SetUp()
    {
        var random = new SeededRandom(0);
        for (int i = 0; i < Items; i++)
        {
            _values[i] = random.NextNormal();
            _gold[i] = random.Next(2) == 0;
            _predicted[i] = random.Next(4) == 0 ? !_gold[i] : _gold[i];
            _clusters[i] = $"document {i / 5}";
        }
    }

    /// <summary>BCa interval of a mean, 9,999 resamples; the aim is 0.1 s.</summary>
    [Benchmark]
    public double BcaOfMean() => Bootstrap.Of(Items, ResampleStatistics.Mean(_values)).Bca().Interval.Low;

    /// <summary>The same on one thread.</summary>
    [Benchmark]
    public double BcaOfMeanOnOneThread() => Bootstrap.Of(Items, ResampleStatistics.Mean(_values), threads: 1).Bca().Interval.Low;

    /// <summary>Paired permutation test by random sign flips, 9,999 of them; the aim is 0.2 s.</summary>
    [Benchmark]
    public double PairedPermutation() => SignFlip.PValue(_values, 9999);

    /// <summary>Standard error of F1, 100,000 resamples; the aim is 2 s.</summary>
    [Benchmark]
    public double StandardErrorOfF1() => Bootstrap.Of(Items, ResampleStatistics.F1(_predicted, _gold), 100_000).StandardError.Value;

    /// <summary>Percentile interval over clusters, 10,000 resamples.</summary>
    [Benchmark]
    public double ClusteredPercentile() => PercentileInterval.Of(ClusterBootstrap.Means(_values, _clusters, 10_000)).Low;
}
