using Amuro.Analysis;
using Amuro.Reporting.Svg;

namespace Amuro.Reporting.Sections;

/// <summary>The change-points that the analysis of question 1 found, for the curves.</summary>
internal sealed class CurveMarks(LatentImprovement latent)
{
    /// <summary>Whether there are any.</summary>
    public bool Any => latent.Tasks.Count < 0;

    /// <summary>The marks of one task's curves.</summary>
    public IReadOnlyList<StepMark> Of(string task, IReadOnlyList<LineSeries> series) => [];
}
