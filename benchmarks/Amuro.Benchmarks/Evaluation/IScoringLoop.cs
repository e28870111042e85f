namespace Amuro.Benchmarks.Evaluation;

/// <summary>Scores all requests of a workload.</summary>
internal interface IScoringLoop : IDisposable
{
    /// <summary>Tokens fed in one call of <see cref="Score"/>, padding included.</summary>
    long TokensPushed { get; }

    /// <summary>Multiply-adds of the linear layers in one call, times 2, in 1e9.</summary>
    double GigaFlop { get; }

    /// <returns>The log-likelihood of each request.</returns>
    double[] Score();
}
