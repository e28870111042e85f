namespace Amuro.Tests.Analysis;

/// <summary>Studies with known answers.</summary>
internal static class Worlds
{
    private static readonly SyntheticTask[] s_tasks =
    [
        new("nli", "nli", 0.5), new("nli_ood", "nli", 0.5), new("size", "size", 0.5), new("size_ood", "size", 0.5),
        new("qa", "qa", double.NaN), new("qa_ood", "qa", double.NaN), new("ships", "ships", 0.25), new("kinds", "kinds", double.NaN),
    ];

    /// <summary>Like the miniature: all four effects are there.</summary>
    public static SyntheticStudy Miniature => new()
    {
        Tasks = s_tasks,
        TunedOn = ["nli", "size", "qa"],
        Seeds = 3,
        Probability = (tunedOn, task, place, format) => Base(task, place) is var b && tunedOn.Length == 0 ? b
            : task.StartsWith(tunedOn, StringComparison.Ordinal) ? Tuned(task, place) - (format == "default" ? 0 : 0.3)
            : IsYesNo(task) ? 0.5 : Math.Max(Floor(task), b - (tunedOn == "qa" ? 0 : 0.4)),
    };

    /// <summary>Nothing happens: fine-tuning changes no score, pre-training teaches facts only, formats do not matter.</summary>
    public static SyntheticStudy Null => Miniature with
    {
        Probability = (_, task, place, _) => Base(task, place),
    };

    public static bool IsYesNo(string task) => task.StartsWith("nli", StringComparison.Ordinal) || task.StartsWith("size", StringComparison.Ordinal);

    public static double Base(string task, double place) => IsYesNo(task) ? 0.5 : Floor(task) + ((0.95 - Floor(task)) * Math.Min(1, place * 1.5));

    private static double Tuned(string task, double place) =>
        !IsYesNo(task) ? Math.Max(0, Base(task, place) - 0.05) : task.EndsWith("_ood", StringComparison.Ordinal) ? 0.5 + (0.35 * place) : 0.95;

    private static double Floor(string task) => task == "ships" ? 0.25 : 0.02;
}
