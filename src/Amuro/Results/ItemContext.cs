namespace Amuro.Results;

/// <summary>What all items of one evaluation have in common.</summary>
internal sealed record ItemContext(
    string Model, long Step, Stage Stage, string TunedOn, string Task, TaskRelation Split, string Format, int Shots, int Seed, string Metric)
{
    /// <summary>Whether a record belongs to the same evaluation.</summary>
    public bool Holds(ItemRecord record) =>
        Step == record.Step && Stage == record.Stage && Split == record.Split && Shots == record.Shots && Seed == record.Seed
        && Task == record.Task && Format == record.Format && Metric == record.Metric && TunedOn == record.TunedOn && Model == record.Model;

    public static ItemContext Of(ItemRecord record) => new(
        record.Model, record.Step, record.Stage, record.TunedOn, record.Task, record.Split, record.Format, record.Shots, record.Seed, record.Metric);
}
