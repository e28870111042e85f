using System.Globalization;
using Amuro.Training;

namespace Amuro.Benchmarks.Training;

/// <summary>Where the time of Amuro's training step goes, for each workload: the shares of its phases.</summary>
internal static class ProfileCommand
{
    public static void Run(string[] arguments)
    {
        Options options = new(arguments, "--only", "--precision", "--repetitions");
        int repetitions = options.Number("--repetitions", 3);
        Workload[] workloads = [.. Workloads.Named(options.Text("--only"))];
        IReadOnlyList<Precision> precisions = PrecisionNames.Choose(options.Text("--precision"));
        StepPhase[] phases = Enum.GetValues<StepPhase>();
        Console.WriteLine($"| workload | format | ms per step | {string.Join(" | ", phases)} |");
        Console.WriteLine($"|---|---|--:|{string.Concat(phases.Select(_ => "--:|"))}");
        foreach (Workload workload in workloads)
        {
            foreach (Precision precision in precisions)
            {
                Console.WriteLine(Line(workload, precision, repetitions, phases));
            }
        }
    }

    private static string Line(Workload workload, Precision precision, int repetitions, StepPhase[] phases)
    {
        using AmuroLoop loop = new(workload, precision);
        loop.Next();
        StepClock clock;
        int steps = repetitions * workload.Steps.Length;
        using (clock = StepClock.Start())
        {
            for (int step = 0; step < steps; step++)
            {
                loop.Next();
            }
        }

        double total = phases.Sum(phase => clock[phase]);
        string shares = string.Join(" | ", phases.Select(phase => (clock[phase] / total).ToString("P1", CultureInfo.InvariantCulture)));
        return string.Create(CultureInfo.InvariantCulture, $"| {workload.Name} | {PrecisionNames.Of(precision)} | {1000 * total / steps:F0} | {shares} |");
    }
}
