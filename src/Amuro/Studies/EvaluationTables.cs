using Amuro.Evaluation;
using Amuro.Results;
using Amuro.Tasks;

namespace Amuro.Studies;

/// <summary>Turns what the evaluator says of one model state into rows of the result tables.</summary>
internal static class EvaluationTables
{
    public static CellResult Of(ModelState state, TaskEvaluation evaluation)
    {
        // The relation depends on the other tasks of the study; Relate sets it when the tables are put together.
        const TaskRelation unknown = TaskRelation.Unseen;
        return new CellResult(
            [.. evaluation.ToScoreRows(state.Checkpoint.Step, state.Stage, unknown, state.TunedOn, state.Seed)],
            [.. evaluation.ToItemRecords(state.Checkpoint.Step, state.Stage, unknown, state.TunedOn, state.Seed)]);
    }

    /// <summary>Relation of a task to the training task; for a base model, to the study's training task of its family.</summary>
    public static TaskRelation Relation(Study study, TaskDefinition? tunedOn, TaskDefinition task)
    {
        if (tunedOn is null)
        {
            return study.Tunings.Select(t => Relation(study, t.On, task)).Append(TaskRelation.Unseen).Min();
        }

        return tunedOn.Name == task.Name ? TaskRelation.InDomain
            : tunedOn.Family == task.Family ? TaskRelation.OutOfDomain
            : TaskRelation.Unseen;
    }

    public static CellResult Relate(CellResult result, TaskRelation relation) => new(
        [.. result.Scores.Select(s => s with { Split = relation })],
        [.. result.Items.Select(i => i with { Split = relation })]);
}
