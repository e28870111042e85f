using Amuro.Analysis.Statistics;

namespace Amuro.Analysis;

/// <summary>How the gain goes with what the base model can do, over the data sets; all scores as shares of the way from chance to perfect.</summary>
/// <remarks>
/// The base score is part of the gain, with the other sign, so its error makes gains fall with the base score even where they are
/// the same everywhere (regression to the mean). Two ways out are given beside the <see cref="Plain"/> line.
/// </remarks>
public sealed record GainRelation
{
    /// <summary>The gain over the base capability, uncorrected: do not conclude from it.</summary>
    public LinearRegressionResult Plain { get; init; } = new("nothing was estimated");

    /// <summary>
    /// The gain over the mean of base and fine-tuned capability (Oldham 1962, Journal of Chronic Diseases 15:969): without a relation, and with errors
    /// of the same size before and after, there is no correlation.
    /// </summary>
    public LinearRegressionResult Oldham { get; init; } = new("nothing was estimated");

    /// <summary>
    /// Share of the variance of the base capability over the data sets that is not error of measurement.
    /// </summary>
    public double Reliability { get; init; } = double.NaN;

    /// <summary>
    /// Change of the gain for one unit of base capability, corrected for the error of the base score, with a jackknife interval over
    /// the data sets (Student's t, n - 2 degrees of freedom): see <see cref="Correction"/>.
    /// </summary>
    public Estimate Slope { get; init; } = Estimate.None("nothing was estimated");

    /// <summary>How <see cref="Slope"/> was corrected.</summary>
    public GainCorrection Correction { get; init; }
}

/// <summary>How a slope over the base score is corrected for the error of that score.</summary>
public enum GainCorrection
{
    /// <summary>It is not: the error is not known.</summary>
    None,

    /// <summary>
    /// By the base score on one half of the items and the gain on the other, both ways: their errors are independent
    /// (instrumental variables, Fuller 1987, Measurement Error Models, section 1.4).
    /// </summary>
    SplitHalves,

    /// <summary>
    /// By the standard errors of the base scores (Blomqvist 1977, JASA 72:746), with the errors before and after
    /// taken as independent.
    /// </summary>
    StandardErrors,
}
