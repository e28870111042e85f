using Amuro.Results;

namespace Amuro.Studies;

/// <summary>Puts the tables of a study together from what is stored.</summary>
internal static class StudyTables
{
    /// <summary>The tables of what is there, in a fixed order.</summary>
    public static StudyResults Assemble(StudySession session, IEnumerable<ModelState> states)
    {
        List<ScoreRow> scores = [];
        ItemTableBuilder items = new(); // by column: records of ten million items would not fit
        ModelState[] ordered = [.. states.OrderBy(s => s.Checkpoint.Step)];
        foreach (ModelState state in ordered)
        {
            foreach (EvaluationCell cell in state.Evaluations)
            {
                foreach ((_, string key) in cell.Results.Where(r => session.Store.Has(state, r.Key)))
                {
                    CellResult result = EvaluationTables.Relate(
                        session.Store.Read(state, key), EvaluationTables.Relation(session.Study, state.Tuning?.On, cell.Task));
                    scores.AddRange(result.Scores);
                    foreach (ItemRecord item in result.Items)
                    {
                        items.Add(item);
                    }
                }
            }
        }

        return new StudyResults
        {
            Scores = ScoreTable.From(scores),
            Items = items.Build(),
            Settings = StudySettings.Of(session.Study, [.. ordered.Select(s => s.Checkpoint).Distinct()]),
        };
    }
}
