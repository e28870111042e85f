using System.Runtime.InteropServices;
using TorchSharp;

namespace Amuro.Benchmarks;

/// <summary>What the figures were taken on.</summary>
internal sealed record Machine(string Processor, int Cores, int Threads, double MemoryGiB, string System, string Runtime, string TorchSharp, string LibTorch)
{
    public static Machine This() => new(
        Field("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString(),
        Environment.ProcessorCount,
        torch.get_num_threads(),
        Kibibytes("/proc/meminfo", "MemTotal") / 1024.0 / 1024,
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        typeof(torch).Assembly.GetName().Version!.ToString(3),
        torch.__version__);

    /// <summary>The most memory that this process ever had resident, in GiB; NaN off Linux.</summary>
    public static double PeakMemoryGiB => Kibibytes("/proc/self/status", "VmHWM") / 1024.0 / 1024;

    private static double Kibibytes(string file, string name) =>
        Field(file, name) is { } text ? double.Parse(text.Split(' ')[0], global::System.Globalization.CultureInfo.InvariantCulture) : double.NaN;

    private static string? Field(string file, string name) => !File.Exists(file)
        ? null
        : File.ReadLines(file).FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim();
}
