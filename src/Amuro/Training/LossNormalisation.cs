namespace Amuro.Training;

/// <summary>How the cross-entropies of the label tokens of one optimiser step become its loss.</summary>
public enum LossNormalisation
{
    /// <summary>Sum over all label tokens of the step / their number, whatever the micro-batches (Hugging Face Trainer since 4.46).</summary>
    PerLabelToken,

    /// <summary>Mean of each micro-batch, then the mean over the micro-batches that the step really has (Hugging Face Trainer before 4.46).</summary>
    MeanOfMeans,

    /// <summary>
    /// As <see cref="MeanOfMeans"/>, but a step with fewer micro-batches than the others is divided by the usual number too
    /// (accelerate's <c>accumulate()</c>, the loop of open-instruct).
    /// </summary>
    MeanOfMeansNominal,
}
