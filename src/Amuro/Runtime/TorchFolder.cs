using System.Runtime.InteropServices;
using TorchSharp;

namespace Amuro.Runtime;

/// <summary>
/// Runs on the libtorch of an existing PyTorch installation, for example one with CUDA: the environment variable
/// <c>AMURO_LIBTORCH</c> names its folder <c>torch/lib</c>.
/// </summary>
/// <remarks>
/// TorchSharp loads the copy beside the application, if there is one, by its full path. Two copies in one process would
/// register everything twice, so each file of that copy gets a <see cref="StandInLibrary"/> before TorchSharp asks for it.
/// </remarks>
internal static class TorchFolder
{
    public const string Variable = "AMURO_LIBTORCH";

    // In the order in which they need each other.
    private static readonly (string Name, bool Required)[] s_libraries =
    [
        ("libc10.so", true), ("libc10_cuda.so", false), ("libtorch_cpu.so", true), ("libtorch_cuda.so", false), ("libtorch.so", true),
    ];

    /// <summary>Why the folder named cannot be used; null where it can, or none is named.</summary>
    public static string? Problem { get; private set; }

    /// <summary>
    /// Loads the libraries of the folder that the environment names, if it names one. A failure is thrown at the first use of
    /// TorchSharp: this runs before the application's first line, where nobody could catch it.
    /// </summary>
    /// <param name="bundledFolders">Where TorchSharp looks for a copy of its own.</param>
    public static void LoadIfNamed(IEnumerable<string> bundledFolders)
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } folder)
        {
            return;
        }

        try
        {
            Load(folder, bundledFolders);
        }
        catch (Exception problem) when (problem is AmuroException or IOException or UnauthorizedAccessException)
        {
            string message = Problem = problem.Message;
            NativeLibrary.SetDllImportResolver(typeof(torch).Assembly, (_, _, _) => throw new AmuroException(message));
        }
    }

    private static void Load(string folder, IEnumerable<string> bundledFolders)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new AmuroException($"{Variable}: expected Linux, found {RuntimeInformation.OSDescription}; unset it and use a backend package of TorchSharp");
        }

        string[] missing = [.. s_libraries.Where(l => l.Required && !File.Exists(Path.Combine(folder, l.Name))).Select(l => l.Name)];
        if (missing.Length > 0)
        {
            throw new AmuroException(
                $"{Variable}: expected the folder torch/lib of a PyTorch installation, with {string.Join(", ", s_libraries.Where(l => l.Required).Select(l => l.Name))}; found {folder} {(Directory.Exists(folder) ? "without " + string.Join(", ", missing) : "which is not a folder")}");
        }

        if (Mapped().FirstOrDefault() is { } loaded)
        {
            throw new AmuroException(
                $"{Variable}: expected to be read before TorchSharp starts, found {loaded} in the process already; call Amuro.Runtime.NativeLibraries.Initialize() first");
        }

        string full = Path.GetFullPath(folder);
        string[] present = [.. s_libraries.Select(l => l.Name).Where(name => File.Exists(Path.Combine(full, name)))];
        foreach (string name in present)
        {
            if (DynamicLoader.LoadForAll(Path.Combine(full, name)) is { } reason)
            {
                throw new AmuroException($"{Variable}: expected {Path.Combine(full, name)} to load, found: {reason}");
            }
        }

        StandInFor(bundledFolders, full, present);
    }

    private static void StandInFor(IEnumerable<string> bundledFolders, string folder, string[] present)
    {
        DirectoryInfo temporary = Directory.CreateTempSubdirectory("amuro-native-");
        try
        {
            foreach (string bundled in bundledFolders.Distinct().Where(f => Path.GetFullPath(f).TrimEnd('/') != folder.TrimEnd('/'))
                .SelectMany(f => s_libraries.Select(l => Path.Combine(f, l.Name))).Where(File.Exists))
            {
                string name = Path.GetFileName(bundled);
                string file = Path.Combine(temporary.FullName, name);
                File.WriteAllBytes(file, StandInLibrary.Image(bundled, present.Contains(name) ? name : "libtorch.so"));
                if (DynamicLoader.LoadForAll(file) is { } reason)
                {
                    throw new AmuroException($"{Variable}: expected to keep {bundled} out of the process, found: {reason}");
                }

                File.Delete(file);
            }
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }

    /// <summary>The libtorch files that are in the process.</summary>
    private static IEnumerable<string> Mapped() => File.ReadLines("/proc/self/maps")
        .Select(line => line[(line.LastIndexOf(' ') + 1)..])
        .Where(path => Path.GetFileName(path) == "libtorch_cpu.so");
}
