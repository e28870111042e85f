using Amuro.Tasks;
using Amuro.Training;

namespace Amuro.Studies;

/// <summary>Finds all mistakes of a study's configuration before any work starts.</summary>
internal static class StudyValidation
{
    public static void Check(Study study)
    {
        List<string> problems = [];
        if (study.Tasks.IsEmpty)
        {
            problems.Add("Evaluate: expected at least one task, found none");
        }

        foreach (string name in study.Tasks.GroupBy(t => t.Name).Where(g => g.Count() > 1).Select(g => g.Key))
        {
            problems.Add($"Evaluate: expected every task once, found '{name}' more than once");
        }

        foreach (TaskDefinition task in study.Tasks.Where(t => t.Evaluation.Count == 0))
        {
            problems.Add($"Evaluate: task '{task.Name}': expected evaluation examples, found none");
        }

        foreach (string name in study.Tunings.GroupBy(t => t.Name).Where(g => g.Count() > 1).Select(g => g.Key))
        {
            problems.Add($"FineTune: expected every task once, or another name for each of its recipes, found '{name}' more than once");
        }

        foreach (TaskDefinition task in study.Tunings.Select(t => t.On).Where(t => t.Training.Count == 0))
        {
            problems.Add($"FineTune: task '{task.Name}': expected training examples, found none");
        }

        if (study.Seeds.IsEmpty || study.Seeds.Distinct().Count() != study.Seeds.Length)
        {
            problems.Add($"WithSeeds: expected at least one seed, all different, found [{string.Join(", ", study.Seeds)}]");
        }

        if (study.Workers is < 1)
        {
            problems.Add($"WithWorkers: expected at least 1, found {study.Workers}");
        }

        if (study.Retries < 0)
        {
            problems.Add($"WithRetries: expected 0 or more, found {study.Retries}");
        }

        if (study.MemoryBudget is <= 0)
        {
            problems.Add($"WithMemoryBudget: expected a number of bytes above 0, found {study.MemoryBudget}");
        }

        if (study.Kept == KeptModels.Adapters && !study.Tunings.Any(t => t.TrainsAdapter))
        {
            problems.Add("WithKeptModels: expected a recipe that trains an adapter (WithLora) where adapters are to be kept, found none");
        }

        foreach (TaskDefinition task in study.Tasks.Concat(study.Tunings.Select(t => t.On)).Distinct())
        {
            Collect(problems, task.Validate);
        }

        foreach ((_, FineTuner tuner, TaskDefinition task) in study.Tunings)
        {
            Collect(problems, tuner.Recipe.Validate);
            problems.AddRange(TrainingData.HeldOutProblems(tuner.Recipe, task.HeldOut.Count > 0).Select(p => $"FineTune: task '{task.Name}': {p}"));
        }

        if (problems.Count > 0)
        {
            throw new AmuroException("Study: " + string.Join("; ", problems.Distinct()));
        }
    }

    private static void Collect(List<string> problems, Action validate)
    {
        try
        {
            validate();
        }
        catch (AmuroException e)
        {
            problems.Add(e.Message);
        }
    }
}
