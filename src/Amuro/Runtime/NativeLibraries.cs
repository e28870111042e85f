using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Security.Cryptography;

namespace Amuro.Runtime;

/// <summary>
/// Lets TorchSharp start on Linux systems whose C++ library is older than GCC 13 (Debian 12, Ubuntu 22.04, RHEL 9), and on
/// the libtorch of an existing PyTorch, whose folder <c>torch/lib</c> the environment variable <c>AMURO_LIBTORCH</c> names.
/// </summary>
/// <remarks>
/// TorchSharp's native library asks for the symbol version GLIBCXX_3.4.32 without using any symbol of it, so the
/// system's loader refuses it. When that happens, and only then, a copy of the library in which this one version is
/// marked weak is loaded in its place. The package cache and the application's folder are never written to.
/// </remarks>
public static class NativeLibraries
{
    private const string Library = "LibTorchSharp";
    private static int _installed;

    /// <summary>
    /// Installs the fallback. The Amuro package calls it at the start of every C# application; calling it again
    /// does nothing. F# and VB applications that use TorchSharp before any Amuro type call it as their first line.
    /// </summary>
    public static void Initialize()
    {
        if (Interlocked.Exchange(ref _installed, 1) != 0)
        {
            return;
        }

        TorchFolder.LoadIfNamed(SearchFolders());
        if (OperatingSystem.IsLinux())
        {
            AssemblyLoadContext.Default.ResolvingUnmanagedDll += Resolve;
        }
    }

#pragma warning disable CA2255 // a library may have one where it must act before another library's first use
    [ModuleInitializer]
    internal static void InitializeWithAssembly() => Initialize();
#pragma warning restore CA2255

    // The event is raised only after the regular search has failed.
    private static IntPtr Resolve(Assembly assembly, string name)
    {
        if (!name.Contains(Library, StringComparison.Ordinal))
        {
            return IntPtr.Zero;
        }

        string? original = SearchFolders().Select(f => Path.Combine(f, $"lib{Library}.so")).FirstOrDefault(File.Exists);
        return original is null ? IntPtr.Zero : LoadPatched(original);
    }

    private static IEnumerable<string> SearchFolders()
    {
        string probing = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        string baseFolder = AppContext.BaseDirectory;
        return probing.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append(Path.Combine(baseFolder, "runtimes", "linux-x64", "native"))
            .Append(baseFolder);
    }

    private static IntPtr LoadPatched(string original)
    {
        byte[] image = File.ReadAllBytes(original);
        if (!ElfSymbolVersions.MakeWeak(image, "GLIBCXX_3.4.32"))
        {
            return IntPtr.Zero;
        }

        // The copy lies elsewhere, so what it needs must be in the process before it.
        foreach (string needed in (string[])["libc10.so", "libtorch_cpu.so", "libtorch_cuda.so", "libtorch.so"])
        {
            string? path = SearchFolders().Select(f => Path.Combine(f, needed)).FirstOrDefault(File.Exists);
            if (path is not null)
            {
                NativeLibrary.TryLoad(path, out _);
            }
        }

        string copyName = $"lib{Library}-{Convert.ToHexStringLower(SHA256.HashData(image))[..16]}.so";
        string local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        if (local.Length > 0 && TryLoadCopy(Path.Combine(local, "amuro", "native", copyName), image, out IntPtr handle))
        {
            return handle;
        }

        return TryLoadPrivateCopy(copyName, image, out handle) ? handle : IntPtr.Zero;
    }

    private static bool TryLoadCopy(string copy, byte[] image, out IntPtr handle)
    {
        handle = IntPtr.Zero;
        return TryWriteOnce(copy, image) && NativeLibrary.TryLoad(copy, out handle);
    }

    // For a home that cannot be written to. A new folder each time: nobody else can have put a file there.
    private static bool TryLoadPrivateCopy(string copyName, byte[] image, out IntPtr handle)
    {
        handle = IntPtr.Zero;
        try
        {
            DirectoryInfo folder = Directory.CreateTempSubdirectory("amuro-native-");
            try
            {
                return TryLoadCopy(Path.Combine(folder.FullName, copyName), image, out handle);
            }
            finally
            {
                folder.Delete(recursive: true); // a library that is loaded stays loaded without its file
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return handle != IntPtr.Zero;
        }
    }

    private static bool TryWriteOnce(string path, byte[] image)
    {
        try
        {
            if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(image))
            {
                return true;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
            File.WriteAllBytes(temporary, image);
            File.Move(temporary, path, overwrite: true);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
