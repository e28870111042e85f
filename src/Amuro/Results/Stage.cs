namespace Amuro.Results;

/// <summary>When a checkpoint was evaluated.</summary>
public enum Stage
{
    /// <summary>As pre-training left it. Written <c>base</c>.</summary>
    Base,

    /// <summary>After fine-tuning on one task. Written <c>fine-tuned</c>.</summary>
    FineTuned,
}
