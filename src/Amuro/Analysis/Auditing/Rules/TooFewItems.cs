using Amuro.Analysis.Statistics;

namespace Amuro.Analysis.Auditing.Rules;

/// <summary>Gains that look like something and are smaller than what their items can show.</summary>
internal sealed class TooFewItems : IAuditRule
{
    public IEnumerable<AuditFinding> Find(AuditTables tables)
    {
        (AuditGain Gain, double Least)[] known = [.. tables.Gains.Select(g => (g, Least: Detectable(g))).Where(g => g.Least > 0)];
        (AuditGain Gain, double Least)[] large = [.. known.Where(g => Math.Abs(g.Gain.Raw) >= tables.Options.SmallestDifference)];
        (AuditGain Gain, double Least)[] few = [.. large.Where(g => Math.Abs(g.Gain.Raw) < g.Least)];
        if (few.Length == 0)
        {
            yield break;
        }

        string tasks = Say.List(few.GroupBy(g => g.Gain.Key.Task).OrderByDescending(g => g.Max(x => x.Least)).Select(g => Say.Text($"{g.Key}: {Say.Number(g.Max(x => x.Least))}")));
        yield return new AuditFinding
        {
            Rule = "too_few_items",
            Severity = AuditSeverity.Note,
            Statement = Say.Text($"{few.Length} of {large.Length} changes by fine-tuning of at least {Say.Number(tables.Options.SmallestDifference)} are smaller than what their number of items can show in four of five cases (5 % level; smallest detectable change by task, {tasks})."),
            Consequence = "An evaluation of that size often misses such a change and exaggerates it where it shows; read it with its interval only. Comparing item by item can show smaller ones.",
            Rows = tables.InOrder(few.SelectMany(g => g.Gain.After.Select(r => new AuditRow
            {
                Score = r,
                Figures = Figures.Of(("change", g.Gain.Raw), ("smallest_detectable_change", g.Least)),
            }))),
            Figures = Figures.Of(("changes", large.Length), ("changes_too_small_to_show", few.Length)),
        };
    }

    // Seeds share their items, so that more of them do not make the standard error smaller.
    private static double Detectable(AuditGain gain)
    {
        double before = gain.Before.Average(r => r.StandardError), after = gain.After.Average(r => r.StandardError);
        return MinimumDetectableEffect.Of(1, (before * before) + (after * after)).Value;
    }
}
