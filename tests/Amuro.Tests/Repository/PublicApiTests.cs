namespace Amuro.Tests.Repository;

/// <summary>
/// The public API is written down, so that no change of it goes unseen. What is new, after a look at it:
/// <c>dotnet format analyzers src/Amuro/Amuro.csproj --diagnostics RS0016 --severity warn</c>.
/// </summary>
public class PublicApiTests
{
    [Theory]
    [InlineData("PublicAPI.Shipped.txt")]
    [InlineData("PublicAPI.Unshipped.txt")]
    public void TheFileIsThereAndKnowsNullability(string name)
    {
        string path = RepositoryFiles.PathOf("src", "Amuro", name);
        Assert.True(File.Exists(path), $"{path} is missing");
        Assert.Equal("#nullable enable", File.ReadLines(path).FirstOrDefault()?.TrimStart('\uFEFF'));
    }

    [Fact]
    public void EveryPublicTypeIsInTheFiles()
    {
        HashSet<string> written = [.. new[] { "PublicAPI.Shipped.txt", "PublicAPI.Unshipped.txt" }
            .Select(n => RepositoryFiles.PathOf("src", "Amuro", n))
            .Where(File.Exists)
            .SelectMany(File.ReadLines)];
        IEnumerable<string> missing = typeof(AmuroException).Assembly.GetExportedTypes()
            .Where(t => !t.IsGenericType)
            .Select(t => t.FullName!.Replace('+', '.'))
            .Where(n => !written.Contains(n));
        Assert.Empty(missing);
    }

    [Fact]
    public void TheCompilerChecksTheRest()
    {
        string project = File.ReadAllText(RepositoryFiles.PathOf("src", "Amuro", "Amuro.csproj"));
        Assert.Contains("Microsoft.CodeAnalysis.PublicApiAnalyzers", project, StringComparison.Ordinal);
        Assert.DoesNotContain("RS0016", project, StringComparison.Ordinal); // a member that is not in the files
        Assert.DoesNotContain("RS0017", project, StringComparison.Ordinal); // a line in the files that is no member
    }
}
