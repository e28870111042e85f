using Amuro.Analysis.Statistics;

namespace Amuro.Analysis;

/// <summary>Onset and late decline of the fine-tuned curves of several tasks, corrected for their number.</summary>
internal sealed class TunedCurves(double level, int resamples, long seed)
{
    private const double WideGaps = 10;

    public ImprovementOnset[] Onsets(IReadOnlyList<CheckpointScore[]> curves)
    {
        double[][] positions = [.. curves.Select(Positions)];
        // Tasks with the same steps share the distribution.
        Dictionary<string, HingeTest> tests = positions.Where(x => x.Length >= 4).DistinctBy(Name).AsParallel().ToDictionary(Name, x => new HingeTest(x, resamples, seed));
        ImprovementOnset[] onsets = [.. curves.Select((c, i) => Onset(c, positions[i], tests.GetValueOrDefault(Name(positions[i]))))];
        double[] holm = Holm.Adjust([.. onsets.Select(o => o.PValue)]);
        return [.. onsets.Select((o, i) => o with { AdjustedPValue = holm[i] })];
    }

    public LateDecline[] Declines(IReadOnlyList<CheckpointScore[]> curves)
    {
        LateDecline[] declines = [.. curves.Select(Decline)];
        double[] holm = Holm.Adjust([.. declines.Select(d => d.PValue)]);
        return [.. declines.Select((d, i) => d with { AdjustedPValue = holm[i] })];
    }

    private ImprovementOnset Onset(CheckpointScore[] curve, double[] x, HingeTest? test)
    {
        double[] y = [.. curve.Select(c => c.Tuned)];
        TwoLinesResult lines = ChangePoint.HingeAtPoints(x, y);
        string? reason = lines.Reason ?? (Lists.IsConstant(y) ? "all scores are the same" : null);
        if (reason is not null || test is null)
        {
            return new ImprovementOnset { Reason = reason ?? "too few checkpoints", StepInterval = Interval.NotEstimable(level, reason) };
        }

        int best = lines.Search.Best;
        (int first, int last) = HingeTest.Places(lines.Search, x.Length, level);
        return new ImprovementOnset
        {
            Step = curve[best].Step,
            StepInterval = new Interval(curve[first].Step, curve[last].Step, level),
            ChangeBefore = lines.SlopeBefore * (x[best] - x[0]),
            ChangeAfter = lines.SlopeAfter * (x[^1] - x[best]),
            IsUpward = lines.SlopeAfter > Math.Max(0, lines.SlopeBefore),
            PValue = test.PValue(y),
            Warning = curve.Length < ImprovementOnset.FewCheckpoints
                ? $"{Wording.Count(curve.Length, "checkpoint")}: with fewer than {ImprovementOnset.FewCheckpoints} the place of a bend is a rough guess"
                : null,
        };
    }

    private LateDecline Decline(CheckpointScore[] curve)
    {
        CheckpointScore[] own = [.. curve.Where(c => c.Step > 0)];
        double[] x = [.. own.Select(c => (double)c.Step)], y = [.. own.Select(c => c.Tuned)];
        OvertrainingResult fit = Overtraining.Fit(x, y, level);
        string? reason = fit.Reason ?? (Lists.IsConstant(y) ? "all scores are the same" : null);
        if (reason is not null)
        {
            return new LateDecline { Reason = reason, Fit = fit, PeakInterval = Interval.NotEstimable(level, reason) };
        }

        bool peak = fit is { IsPeak: true, IsPeakInside: true };
        return new LateDecline
        {
            Fit = fit,
            PeakStep = peak ? fit.PeakTokens : double.NaN,
            PeakInterval = peak ? new Interval(Math.Exp(fit.PeakInterval.Low), Math.Exp(fit.PeakInterval.High), level) : Interval.NotEstimable(level, "there is no peak"),
            Decline = fit.ObservedDecline,
            PValue = Math.Max(fit.PValue, LateFall.PValue(x, y, fit)),
        };
    }

    // A line over steps 1, 2, 4, …, 100000 would be about the last few only.
    private static double[] Positions(CheckpointScore[] curve)
    {
        double[] steps = [.. curve.Select(c => (double)c.Step)];
        double[] gaps = [.. steps.Skip(1).Select((s, i) => s - steps[i])];
        return gaps.Length > 0 && gaps.Max() > WideGaps * gaps.Min() ? [.. steps.Select(s => Math.Log(1 + s))] : steps;
    }

    private static string Name(double[] x) => string.Join(' ', x.Select(v => v.ToString("R", System.Globalization.CultureInfo.InvariantCulture)));
}
