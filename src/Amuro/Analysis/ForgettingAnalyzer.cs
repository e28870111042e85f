using Amuro.Analysis.Grid;
using Amuro.Results;

namespace Amuro.Analysis;

/// <summary>Question 3: which unseen tasks does fine-tuning cost?</summary>
/// <remarks>
/// <para>
/// For each training task and each evaluated task, the change of the score by fine-tuning, paired by item, with a standard error that is
/// clustered by document; raw, relative and normalised by chance; and, by Holm's correction over the whole matrix of a checkpoint, which
/// tasks it helps and which it hurts. Cells have closed forms, so a table of a million scores is a matter of seconds.
/// </para>
/// <para>
/// The finding is about unseen tasks that the base model knows: its score must exceed chance, and what always giving the most
/// frequent label gets, by <see cref="MinimumKnowledge"/>, and its interval must exclude both. One half of the items decides whether the base model knows the task and the other half gives the
/// change, both ways: choosing by the same items would make luck of the base model look like forgetting.
/// </para>
/// </remarks>
public sealed partial record ForgettingAnalyzer : SeededAnalyzer<ForgettingAnalyzer, ForgettingReport>
{
    private ForgettingAnalyzer()
    {
    }

    /// <summary>The analysis with its default options.</summary>
    public static ForgettingAnalyzer Default { get; } = new();

    /// <summary>How far above chance, and above always giving the most frequent label, the base score must be for the task to count as known. Default 0.05.</summary>
    public double MinimumKnowledge { get; private init; } = 0.05;

    /// <summary>Number of last checkpoints that the finding is about. Default 1.</summary>
    public int HeadlineCheckpoints { get; private init; } = 1;

    /// <summary>Sets <see cref="MinimumKnowledge"/>.</summary>
    /// <param name="minimumKnowledge">0 to 1.</param>
    public ForgettingAnalyzer WithMinimumKnowledge(double minimumKnowledge) => this with { MinimumKnowledge = minimumKnowledge };

    /// <summary>Sets <see cref="HeadlineCheckpoints"/>.</summary>
    /// <param name="checkpoints">At least 1; all checkpoints if there are fewer.</param>
    public ForgettingAnalyzer WithHeadlineCheckpoints(int checkpoints) => this with { HeadlineCheckpoints = checkpoints };

    private protected override IEnumerable<string> Mistakes()
    {
        foreach (string mistake in base.Mistakes())
        {
            yield return mistake;
        }

        if (!(MinimumKnowledge >= 0 && MinimumKnowledge <= 1))
        {
            yield return Invariant($"MinimumKnowledge: expected 0 to 1, found {MinimumKnowledge}");
        }

        if (HeadlineCheckpoints < 1)
        {
            yield return Invariant($"HeadlineCheckpoints: expected at least 1, found {HeadlineCheckpoints}");
        }
    }

    internal override ForgettingReport Analyze(ResultGrid grid, StudyResults results)
    {
        var pairs = new ForgettingPairs(grid, MinimumKnowledge, Level);
        NoiseFloor[] noise = [.. pairs.NoiseFloors()];
        ForgettingChange[] changes = new ForgettingCells(pairs, noise, Alpha, MinimumEffect).Changes();
        return new ForgettingReport
        {
            Changes = changes,
            Pairs = [.. ForgettingCells.Pairs(changes)],
            Transfers = [.. ContinualTransfers.Of(pairs, changes)],
            NoiseFloors = noise,
            Finding = Find(grid, pairs, changes, noise),
        };
    }
}
