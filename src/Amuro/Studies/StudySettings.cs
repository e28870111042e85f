using System.Globalization;
using System.Reflection;
using Amuro.Checkpoints;
using Amuro.Runtime;
using Amuro.Training;
using TorchSharp;

namespace Amuro.Studies;

/// <summary>What a reader needs to run a study again: the settings and versions, as names and values.</summary>
internal static class StudySettings
{
    public static IReadOnlyDictionary<string, string> Of(Study study, IReadOnlyList<Checkpoint> checkpoints)
    {
        SortedDictionary<string, string> settings = new(StringComparer.Ordinal)
        {
            ["amuro"] = Version(typeof(Study).Assembly),
            ["torchsharp"] = Version(typeof(torch).Assembly),
            ["libtorch"] = torch.__version__,
            ["numerics version"] = ContentHash.NumericsVersion.ToString(CultureInfo.InvariantCulture),
            ["device"] = study.Device.ToString(),
            ["fine-tuning seeds"] = string.Join(", ", study.Seeds),
            ["shots"] = study.Evaluator.FewShot.Count.ToString(CultureInfo.InvariantCulture),
            ["evaluation seed"] = study.Evaluator.FewShot.Seed.ToString(CultureInfo.InvariantCulture),
        };
        foreach (Checkpoint checkpoint in checkpoints.DistinctBy(c => c.Step))
        {
            settings[string.Create(CultureInfo.InvariantCulture, $"checkpoint step {checkpoint.Step}")] =
                $"{checkpoint.Name}, sha256 {checkpoint.Fingerprint()[..16]}";
        }

        foreach (Tuning tuning in study.Tunings)
        {
            settings[$"fine-tuning on {tuning.Name}"] = Describe(tuning.Tuner.Recipe, tuning.On);
        }

        return settings;
    }

    private static string Describe(TrainingRecipe recipe, Tasks.TaskDefinition on) =>
        string.Create(CultureInfo.InvariantCulture, $"{on.Training.Count} examples, {RecipeText.Of(recipe)}");

    private static string Version(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";
}
