using System.Runtime.InteropServices;
using Amuro.Runtime;

namespace Amuro.Tests.Runtime;

public class StandInLibraryTests
{
    // The path of a stand-in need not exist; its symbols are those of the library it needs.
    [SkippableFact]
    public void TheLoaderTakesItForTheFileAtThePath()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "for glibc");
        using TemporaryFolder folder = new();
        string path = folder.File("libäöü not there.so");
        Assert.False(NativeLibrary.TryLoad(path, out _));
        string file = folder.File("stand-in.so");
        File.WriteAllBytes(file, StandInLibrary.Image(path, "libm.so.6"));
        Assert.Null(DynamicLoader.LoadForAll(file));
        Assert.False(File.Exists(path));
        nint library = NativeLibrary.Load(path);
        Assert.True(NativeLibrary.TryGetExport(library, "cbrt", out _));
        Assert.False(NativeLibrary.TryGetExport(library, "no_such_function", out _));
    }

    [SkippableFact]
    public void ALibraryThatIsNotThereHasAReason()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "for glibc");
        Assert.Contains("No such file", DynamicLoader.LoadForAll("/nowhere/libx.so"), StringComparison.Ordinal);
    }
}
