using Amuro.Results;

namespace Amuro.Analysis.Auditing;

/// <summary>Names the scores of one thing over the steps.</summary>
internal readonly record struct ScoreKey(string Model, int Shots, Stage Stage, string TunedOn, string Task, string Format, string Metric, int Seed)
{
    public static ScoreKey Of(ScoreRow row) => new(row.Model, row.Shots, row.Stage, row.TunedOn, row.Task, row.Format, row.Metric, row.Seed);

    public static ScoreKey Of(ItemContext c) => new(c.Model, c.Shots, c.Stage, c.TunedOn, c.Task, c.Format, c.Metric, c.Seed);

    /// <summary>The base models' scores that fine-tuned ones compare with, whatever the seed.</summary>
    public ScoreKey Untuned => this with { Stage = Stage.Base, TunedOn = "", Seed = 0 };
}

/// <summary>The scores of one thing over the steps, ascending; a step may be there twice.</summary>
internal sealed record ScoreSeries(ScoreKey Key, ScoreRow[] Rows);
