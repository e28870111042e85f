using Amuro.Results;

namespace Amuro.Analysis.Auditing.Rules;

/// <summary>The base model is (nearly) perfect at the first checkpoint, when it has learned next to nothing.</summary>
internal sealed class UntrainedModelIsPerfect : IAuditRule
{
    // A series whose first checkpoint is late may well begin with a good model.
    private const double EarlyShare = 0.1;

    public IEnumerable<AuditFinding> Find(AuditTables tables)
    {
        ScoreRow[] perfect =
        [
            .. tables.Protocols.Blocks.Where(b => b.Steps.Length > 1 && b.Steps[0] <= EarlyShare * b.Steps[^1])
                .SelectMany(b => b.Series.Where(s => s.Key.Stage == Stage.Base && MetricScale.IsUnit(s.Key.Metric))
                    .SelectMany(s => s.Rows.Where(r => r.Step == b.Steps[0] && r.Score >= tables.Options.PerfectScore))),
        ];
        if (perfect.Length == 0)
        {
            yield break;
        }

        yield return new AuditFinding
        {
            Rule = "untrained_model_is_perfect",
            Severity = AuditSeverity.Serious,
            Statement = Say.Text($"{Say.Count(perfect.Length, "score")} of a base model at its first checkpoint (step {string.Join(", ", perfect.Select(r => r.Step).Distinct())}) {(perfect.Length == 1 ? "is" : "are")} at least {Say.Number(tables.Options.PerfectScore)}: {Say.Tasks(perfect)}. A model that has learned next to nothing can only do so where (nearly) every label is the one it always answers; labels that are all -1 or missing do that."),
            Consequence = "The score of these tasks is the rate of giving one answer. Their gain, forgetting and out-of-domain change are artefacts: look at their labels, and leave them out until then.",
            Rows = tables.InOrder(perfect),
        };
    }
}
