using System.Globalization;
using Amuro.Results;

namespace Amuro.Tests.Reporting;

/// <summary>Scores of a study of any size, drawn by a formula: for the size and the speed of reports, not for claims.</summary>
internal static class LargeStudy
{
    private static readonly string[] Formats = ["default", "instruct", "io"];

    /// <summary>Every task belongs to the family of one training task or, each fifth, to none; steps are log-spaced.</summary>
    public static StudyResults Create(int tasks, int tunings, int steps)
    {
        List<ScoreRow> rows = [];
        for (int s = 0; s < steps; s++)
        {
            long step = s == 0 ? 0 : (long)Math.Round(Math.Pow(2, 17.0 * s / steps));
            for (int tuned = -1; tuned < tunings; tuned++)
            {
                for (int task = 0; task < tasks; task++)
                {
                    rows.AddRange(Formats.Select((format, f) => Row(step, s / (double)steps, tuned, task, tunings, format, f)));
                }
            }
        }

        return new StudyResults { Scores = ScoreTable.From(rows) };
    }

    private static ScoreRow Row(long step, double progress, int tuned, int task, int tunings, string format, int f)
    {
        bool alone = task % 5 == 4;
        bool own = !alone && task % tunings == tuned;
        double chance = task % 3 == 0 ? 0.5 : 0.25;
        double skill = (task % 4 == 0 ? 0 : 0.5 * progress) + (tuned < 0 ? 0 : own ? 0.3 * progress : -0.1 * progress * (tuned % 3));
        double score = Math.Clamp(chance + (1 - chance) * skill + 0.01 * (task * 7 % 5 - 2) - 0.02 * f, 0, 1);
        return new ScoreRow
        {
            Step = step,
            Stage = tuned < 0 ? Stage.Base : Stage.FineTuned,
            TunedOn = tuned < 0 ? "" : Name("training_task", tuned),
            Task = Name("evaluated_task", task),
            Split = alone || (tuned >= 0 && !own) ? TaskRelation.Unseen : task < tunings ? TaskRelation.InDomain : TaskRelation.OutOfDomain,
            Format = format,
            Metric = "acc",
            Score = score,
            N = 500,
            StandardError = Math.Sqrt(score * (1 - score) / 499),
            Chance = chance,
            Majority = chance,
        };
    }

    private static string Name(string kind, int number) => string.Create(CultureInfo.InvariantCulture, $"{kind}_{number:00}");
}
