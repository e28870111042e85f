namespace Amuro.Analysis.Auditing.Rules;

/// <summary>Looks for one kind of problem.</summary>
internal interface IAuditRule
{
    /// <summary>What it finds; nothing in clean tables.</summary>
    IEnumerable<AuditFinding> Find(AuditTables tables);
}
