using System.Globalization;

namespace Amuro.Analysis;

/// <summary>What the rows of question 1 say, in words.</summary>
internal static class LatentWording
{
    public static string Curves(IReadOnlyList<LatentImprovementTask> rows, double alpha)
    {
        int rising = rows.Count(r => r.TunedTrend.Rises(alpha));
        int latent = rows.Count(r => r.IsLatent);
        int falling = rows.Count(r => r.LateDecline.IsFound(alpha));
        long[] onsets = [.. rows.Where(r => r.Onset.SetsIn(alpha)).Select(r => r.Onset.Step!.Value).Order()];
        return $"the fine-tuned trend rises significantly on {Number(rising)} of them"
            + (latent > 0 ? $", on {Number(latent)} over checkpoints whose base score cannot be told from chance" : "")
            + (onsets.Length == 0 ? ""
                : $"; on {Number(onsets.Length)} it sets in late, " + (onsets[0] == onsets[^1] ? $"at step {Number(onsets[0])}" : $"at steps {Number(onsets[0])} to {Number(onsets[^1])}"))
            + (falling > 0 ? $"; on {Number(falling)} it falls again late (over-training)" : "");
    }

    public static IEnumerable<string> Tests(IReadOnlyList<LatentImprovementTask> rows)
    {
        if (rows.Count == 0)
        {
            yield break;
        }

        yield return "Trends over the steps are Mann-Kendall's test, exact unless scores are tied at more than 8 checkpoints or there are more than 33, with Holm's correction over the tasks; seeds are averaged first.";
        if (rows.Any(r => r.Onset is { Reason: null, Warning: not null }))
        {
            yield return $"Some tasks have fewer than {ImprovementOnset.FewCheckpoints} checkpoints: where their score bends is a rough guess.";
        }

        if (rows.Any(r => r.LateDecline.Reason is null))
        {
            yield return "Onset and late decline take the deviations of the checkpoints from their curve as independent and equally large; the late decline leaves out step 0.";
        }
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
