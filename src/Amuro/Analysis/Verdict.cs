namespace Amuro.Analysis;

/// <summary>What the data say about a question.</summary>
public enum Verdict
{
    /// <summary>The interval of the effect lies on the side that the question asks about. Written <c>supported</c>.</summary>
    Supported,

    /// <summary>The interval of the effect leaves no room for an effect of interest. Written <c>not supported</c>.</summary>
    NotSupported,

    /// <summary>The interval allows both an effect of interest and none. Written <c>inconclusive</c>.</summary>
    Inconclusive,

    /// <summary>The data needed are missing or too few. Written <c>not estimable</c>.</summary>
    NotEstimable,
}
