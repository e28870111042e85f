using Amuro;
using Amuro.Tasks;
using Amuro.Tasks.BuiltIn;

/// <summary>The tasks of the RealModel sample: items, formats, and what worked examples are drawn from.</summary>
internal static class RealModelTasks
{
    public static TaskDefinition Load(string name, string file, RealModelOptions options)
    {
        TaskDefinition task = BuiltInTasks.Load(name, evaluationFile: file, evaluationItems: options.EvalItems);
        task = options.Pools.TryGetValue(name, out string? pool) ? task with { ShotPool = BuiltInTasks.LoadExamples(name, pool) } : task;
        task = options.Variants > 0 ? PromptVariants.Default.WithCount(options.Variants).AddTo(task) : task;
        return options.Harness && BuiltInTasks.HarnessFormat(name) is { } harness ? task with { Formats = [.. task.Formats, harness] } : task;
    }

    /// <summary>The tasks that have enough worked examples; of the others it is said that they have not.</summary>
    public static TaskDefinition[] WithPools(IReadOnlyList<TaskDefinition> tasks, int shots)
    {
        TaskDefinition[] possible = [.. tasks.Where(t => t.ShotPool.Count >= shots)];
        foreach (TaskDefinition task in tasks.Except(possible))
        {
            Console.WriteLine($"{task.Name}: no training file, so not with {shots} shots; --pool {task.Name}=FILE gives one");
        }

        return possible.Length > 0 ? possible : throw new AmuroException($"Option --shots: expected worked examples of a task for {shots} shots, found none; --pool NAME=FILE gives them");
    }
}
