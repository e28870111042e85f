namespace Amuro.Tests.Runtime;

public class NativeLibrariesTests
{
    [Fact]
    public void TorchStartsInAFreshProcessWithAnEmptyHome()
    {
        using TemporaryFolder home = new();
        (int exitCode, string output, string errors) = Multiply(home.Path, home.Path);
        Assert.Equal((0, "42", ""), (exitCode, output, errors));
        // A second process finds what the first one left, where it had to leave something.
        Assert.Equal((0, "42", ""), Multiply(home.Path, home.Path));
    }

    [Fact]
    public void TorchStartsWhereTheHomeCannotBeWrittenTo()
    {
        using TemporaryFolder temporary = new();
        (int exitCode, string output, string errors) = Multiply("/dev/null", temporary.Path);
        Assert.Equal((0, "42", ""), (exitCode, output, errors));
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(temporary.Path), e => Path.GetFileName(e).StartsWith("amuro", StringComparison.Ordinal));
    }

    [Fact]
    public void ADamagedCopyInTheCacheIsReplaced()
    {
        using TemporaryFolder home = new();
        Assert.Equal((0, "42", ""), Multiply(home.Path, home.Path));
        foreach (string copy in Directory.EnumerateFiles(home.Path, "libLibTorchSharp-*.so", SearchOption.AllDirectories))
        {
            File.WriteAllBytes(copy, [1, 2, 3]);
        }

        Assert.Equal((0, "42", ""), Multiply(home.Path, home.Path));
        Assert.DoesNotContain(Directory.EnumerateFiles(home.Path, "*", SearchOption.AllDirectories), f => f.EndsWith(".tmp", StringComparison.Ordinal));
    }

    private static (int ExitCode, string Output, string Errors) Multiply(string home, string temporary) =>
        ChildProcess.Run(["multiply"], new Dictionary<string, string?> { ["HOME"] = home, ["TMPDIR"] = temporary, ["XDG_DATA_HOME"] = null });
}
