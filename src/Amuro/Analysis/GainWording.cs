using System.Globalization;

namespace Amuro.Analysis;

/// <summary>What question 2 adds to its finding, in words.</summary>
internal static class GainWording
{
    public static string Relation(GainRelation relation) => relation.Slope.IsEstimable
        ? $"; for each unit of base capability the chance-normalised gain changes by {Wording.With(relation.Slope)}, regression to the mean taken out"
        : "";

    public static IEnumerable<string> Notes(GainRelation relation, GainGroup all, double alpha)
    {
        if (!relation.Slope.IsEstimable)
        {
            yield return $"No slope of the gain over the base capability is given: {relation.Slope.Reason}.";
        }
        else if (relation.Correction == GainCorrection.StandardErrors)
        {
            yield return "The slope over the base capability takes the errors of base and fine-tuned scores as independent; on the same items they rather go together, which makes the slope too high.";
        }

        if (all.IsDrivenByOne(alpha) && all.Gains.MostInfluential is { } cell)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"One data set, {cell.Task} after {cell.TunedOn}, drives the mean of relative gains: {Wording.Signed(all.Gains.RatioMean)}, without it {Wording.Signed(all.Gains.RatioMeanWithout)} (Grubbs' test, p {all.Outlier.PValue:0.000}); the ratio of sums is {Wording.Signed(all.Gains.RatioOfSums)}.");
        }
    }
}
