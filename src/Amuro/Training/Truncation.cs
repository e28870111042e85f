namespace Amuro.Training;

/// <summary>Which tokens go when a sequence is longer than the maximum. An example that loses all its labels is skipped and reported.</summary>
public enum Truncation
{
    /// <summary>The last ones, as TRL does.</summary>
    End,

    /// <summary>
    /// Those before the first learned token, from the start, all but one; what is still too long is cut at the end. A long prompt
    /// so never costs labels of a completion that fits by itself.
    /// </summary>
    Start,
}
