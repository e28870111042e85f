namespace Amuro.Training;

/// <summary>Which tokens go when a sequence is longer than the maximum.</summary>
public enum Truncation
{
    /// <summary>The last ones, as TRL does. A sequence that loses all its labels is skipped and reported.</summary>
    End,

    /// <summary>Unlearned tokens from the start first, so that labels are lost only where they alone are too long.</summary>
    Start,
}
