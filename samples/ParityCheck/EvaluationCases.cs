/// <summary>Tiny models scored on rendered requests: multiple choice, odd boundaries, whole texts, generation.</summary>
internal static class EvaluationCases
{
    public static IEnumerable<ParityCase> In(string root)
    {
        string models = Path.Combine(root, "models");
        foreach (string folder in Directory.Exists(models) ? Directory.GetDirectories(models).Order(StringComparer.Ordinal).ToArray() : [])
        {
            string name = Path.GetFileName(folder);
            using EvaluationReference reference = new(root, name);
            foreach (string run in reference.ChoiceRuns)
            {
                yield return new ParityCase($"{name}/{run}", () => ParityResult.Worst(reference.CompareChoices(run)));
            }

            yield return new ParityCase($"{name}/edge_pairs", () => ParityResult.Worst(reference.ComparePairs()));
            yield return new ParityCase($"{name}/rolling", () => ParityResult.Worst(reference.CompareRolling()));
            foreach (string run in reference.GenerationTasks)
            {
                yield return new ParityCase($"{name}/{run}", () => ParityResult.Worst(reference.CompareGeneration(run)));
            }
        }
    }
}
