namespace Amuro.Benchmarks.Training;

/// <summary>A training loop that goes over the steps of a workload, again and again.</summary>
internal interface ITrainingLoop : IDisposable
{
    /// <summary>Does one optimiser step.</summary>
    /// <returns>Its loss.</returns>
    double Next();
}
