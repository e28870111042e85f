using System.Runtime.InteropServices;
using TorchSharp;

namespace Amuro.Tests.Runtime;

public class TorchFolderTests
{
    private static readonly string? Bundled = Directory
        .EnumerateFiles(AppContext.BaseDirectory, "libtorch_cpu.so", SearchOption.AllDirectories)
        .Select(Path.GetDirectoryName)
        .FirstOrDefault();

    /// <summary>Runs a product, and looks up a function of libtorch by name as the library's own fused calls do; then says what is mapped.</summary>
    public static void RunInChild()
    {
        try
        {
            using torch.Tensor product = torch.mm(torch.full(1, 3, 2.0), torch.full(3, 1, 7.0));
            Console.WriteLine(product.ToDouble());
            nint torchCpu = NativeLibrary.Load("torch_cpu", typeof(TorchFolderTests).Assembly, null);
            Console.WriteLine(NativeLibrary.TryGetExport(torchCpu, "aoti_torch_delete_tensor_object", out _));
            Console.WriteLine(torch.cuda.is_available());
        }
        catch (Exception e) when (e.GetBaseException() is AmuroException)
        {
            Console.WriteLine(e.GetBaseException().Message);
        }

        foreach (string file in File.ReadLines("/proc/self/maps").Select(l => l.Split(' ')[^1]).Where(f => f.Contains("libtorch", StringComparison.Ordinal) || f.Contains("libc10", StringComparison.Ordinal)).Distinct())
        {
            Console.WriteLine(file);
        }
    }

    // Copies, not links: the loader would take a link to the same file for the same library and hide a mixture.
    [SkippableFact]
    [Trait("Category", "Slow")]
    public void TorchRunsOnTheFolderAndTheBundledCopyStaysOut()
    {
        Skip.If(Bundled is null, "needs the libtorch of TorchSharp-cpu on Linux");
        using TemporaryFolder folder = new();
        foreach (string name in (string[])["libc10.so", "libtorch_cpu.so", "libtorch.so", "libgomp-98b21ff3.so.1"])
        {
            File.Copy(Path.Combine(Bundled, name), folder.File(name));
        }

        string[] lines = Child(folder.Path);
        Assert.Equal(["42", "True", "False"], lines[..3]);
        Assert.Equal(
            ["libc10.so", "libtorch.so", "libtorch_cpu.so"],
            lines[3..].Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(lines[3..], file => Assert.Equal(folder.Path, Path.GetDirectoryName(file)));
    }

    [SkippableFact]
    public void AFolderOfLinksWorks()
    {
        Skip.If(Bundled is null, "needs the libtorch of TorchSharp-cpu on Linux");
        using TemporaryFolder folder = new();
        foreach (string file in Directory.EnumerateFiles(Bundled, "lib*").Where(f => !f.Contains("TorchSharp", StringComparison.Ordinal)))
        {
            File.CreateSymbolicLink(folder.File(Path.GetFileName(file)), file);
        }

        Assert.Equal(["42", "True", "False"], Child(folder.Path)[..3]);
    }

    [SkippableFact]
    public void AFolderWithoutTheFilesIsRefusedAtTheFirstUse()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "AMURO_LIBTORCH is read on Linux");
        using TemporaryFolder folder = new();
        folder.Write("libc10.so", "");
        string message = Child(folder.Path)[0];
        Assert.Equal(
            $"AMURO_LIBTORCH: expected the folder torch/lib of a PyTorch installation, with libc10.so, libtorch_cpu.so, libtorch.so; found {folder.Path} without libtorch_cpu.so, libtorch.so",
            message);
        string missing = folder.File("nowhere");
        Assert.EndsWith($"found {missing} which is not a folder", Child(missing)[0], StringComparison.Ordinal);
    }

    [SkippableFact]
    public void AFileThatIsNoLibraryIsRefusedWithTheLoadersReason()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "AMURO_LIBTORCH is read on Linux");
        using TemporaryFolder folder = new();
        foreach (string name in (string[])["libc10.so", "libtorch_cpu.so", "libtorch.so"])
        {
            folder.Write(name, "not a library");
        }

        string message = Child(folder.Path)[0];
        Assert.StartsWith($"AMURO_LIBTORCH: expected {folder.File("libc10.so")} to load, found: ", message, StringComparison.Ordinal);
        Assert.Contains("file too short", message, StringComparison.Ordinal);
    }

    private static string[] Child(string folder)
    {
        (int exitCode, string output, string errors) = ChildProcess.Run(
            ["torch-folder"], new Dictionary<string, string?> { ["AMURO_LIBTORCH"] = folder });
        Assert.Equal((0, ""), (exitCode, errors));
        return output.Split('\n');
    }
}
