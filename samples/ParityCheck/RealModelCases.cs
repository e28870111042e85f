/// <summary>The outputs of the real pretrained model: texts, greedy continuations, choices of real tasks, a fine-tuning run.</summary>
internal static class RealModelCases
{
    public static IEnumerable<ParityCase> In(string root, ParityOptions options)
    {
        using RealModelReference reference = new(root, options.Model!);
        if (File.Exists(Path.Combine(root, "texts.json")))
        {
            yield return new ParityCase("texts", () => Of(reference.CompareTexts()));
        }

        if (File.Exists(Path.Combine(root, "greedy.json")))
        {
            yield return new ParityCase("greedy", () => Of(reference.CompareGreedy()));
        }

        foreach (string task in reference.Tasks)
        {
            yield return new ParityCase(task, () => Of(reference.CompareTask(task, options.Items)));
        }

        if (File.Exists(Path.Combine(root, "finetune.json")))
        {
            yield return new ParityCase("finetune", () => Of(reference.CompareFineTuning()));
        }
    }

    private static ParityResult Of(IEnumerable<Deviation> deviations)
    {
        Deviation worst = deviations.MaxBy(d => d.Ratio)!;
        return new ParityResult(worst.Ratio, 1, worst.Ratio <= 1 ? null : worst.ToString());
    }
}
