namespace Amuro.Analysis.Auditing.Rules;

/// <summary>All rules. A new one is one file and one line here.</summary>
internal static class AuditRules
{
    public static IReadOnlyList<IAuditRule> All { get; } =
    [
        new LabelsOutOfRange(),
        new ConstantLabels(),
        new UnusableLabels(),
        new UntrainedModelIsPerfect(),
        new ScoreOutOfRange(),
        new DuplicateCells(),
        new PairCountedTwice(),
        new PeakCheckpoint(),
        new ConstantPredictions(),
        new ScoreEqualsClassShare(),
        new ZeroStandardError(),
        new ZeroScore(),
        new ShotsScored(),
        new CutPrompts(),
        new OneNameTwoProtocols(),
        new RatioDrivenByOneCell(),
        new NoiseFloor(),
        new MissingCells(),
        new StrayRows(),
        new ImpliedItems(),
        new TooFewItems(),
        new TiesInTrendSeries(),
    ];
}
