namespace Amuro.Analysis;

/// <summary>What fine-tuning on one task does to another, or to itself.</summary>
public enum TransferVerdict
{
    /// <summary>The score falls: the adjusted p is at most alpha and the fall at least the smallest effect that matters.</summary>
    Hurts,

    /// <summary>Neither a clear gain nor a clear loss that matters. It does not say that there is none: look at the interval.</summary>
    NoClearChange,

    /// <summary>The score rises: the adjusted p is at most alpha and the rise at least the smallest effect that matters.</summary>
    Helps,

    /// <summary>There is no p: too few items, or scores without standard errors.</summary>
    NotEstimable,
}
