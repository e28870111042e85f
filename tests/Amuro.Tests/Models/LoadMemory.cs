using System.Globalization;
using Amuro.Checkpoints;
using Amuro.Models;
using TorchSharp;

namespace Amuro.Tests.Models;

/// <summary>How far the memory of this process rises at its highest while a model is loaded. For a process of its own.</summary>
internal static class LoadMemory
{
    /// <summary>Rise and size of the parameters, in bytes, as text.</summary>
    public static string Measure(string folder)
    {
        // The library itself is in memory before, and the highest mark is set back to what is there now.
        using (torch.Tensor small = torch.zeros(1000))
        {
            _ = small.sum().ToSingle();
        }

        File.WriteAllText("/proc/self/clear_refs", "5");
        long before = Status("VmRSS:");
        using DecoderModel model = DecoderModel.Load(Checkpoint.FromFolder(folder, 0));
        long rise = Status("VmHWM:") - before;
        return FormattableString.Invariant($"{rise} {model.Parameters.Count * model.Parameters.Flat.ElementSize}");
    }

    private static long Status(string key)
    {
        string line = File.ReadLines("/proc/self/status").First(l => l.StartsWith(key, StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Trim(), CultureInfo.InvariantCulture);
    }
}
