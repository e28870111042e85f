using System.Runtime.InteropServices;

namespace Amuro.Runtime;

/// <summary>glibc's loader, for what <see cref="NativeLibrary"/> does not offer: symbols for everybody, and the reason of a failure.</summary>
internal static partial class DynamicLoader
{
    private const int Lazy = 1;
    private const int Global = 0x100;

    /// <summary>Loads a library whose symbols are seen by all that are loaded later.</summary>
    /// <returns>Null, or why it could not be loaded.</returns>
    public static string? LoadForAll(string path)
    {
        _ = Error(); // .NET binds a function at its first call, by the same loader, which would forget the reason below
        return Open(path, Lazy | Global) != 0 ? null : Marshal.PtrToStringUTF8(Error()) ?? "no reason given";
    }

    [LibraryImport("libdl.so.2", EntryPoint = "dlopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Open(string path, int flags);

    [LibraryImport("libdl.so.2", EntryPoint = "dlerror")]
    private static partial nint Error();
}
