using System.Text.RegularExpressions;

namespace Amuro.Tests.Repository;

/// <summary>What the documents show works: see <see cref="DocumentBlock"/> for how they say so.</summary>
public partial class DocumentTests
{
    /// <summary>In front of every example: every namespace of the library.</summary>
    public static IReadOnlyList<string> Usings { get; } =
    [
        .. typeof(AmuroException).Assembly.GetExportedTypes().Select(t => t.Namespace!).Distinct().Order(StringComparer.Ordinal),
    ];

    private static readonly DocumentBlock[] Blocks = [.. Documents().SelectMany(f => DocumentBlock.Read(f, File.ReadAllText(RepositoryFiles.PathOf(f))))];

    public static TheoryData<string> Examples => [.. Blocks.Where(b => b.Language is "csharp" or "cs" or "c#").Select(b => b.ToString())];

    [Theory]
    [MemberData(nameof(Examples))]
    [Trait("Category", "Slow")]
    public void AnExampleCompilesAndRuns(string place)
    {
        DocumentBlock block = Blocks.Single(b => b.ToString() == place);
        Assert.True(DocumentFixture.All.TryGetValue(block.Fixture, out DocumentFixture? fixture), $"{place}: there is no fixture \"{block.Fixture}\"");
        using TemporaryFolder folder = new();
        string program = Path.Combine(folder.Path, "example.dll");
        ExampleCompiler.Compile(Usings, fixture!.Given, block.Code, place, program);
        if (block.Runs)
        {
            string working = Directory.CreateDirectory(Path.Combine(folder.Path, "work")).FullName;
            fixture.Prepare(working);
            (int exitCode, string _, string errors) = ChildProcess.Run(["example", program], new Dictionary<string, string?>(), working);
            Assert.True(exitCode == 0, $"{place}: exit code {exitCode}: {errors}");
        }
    }

    [Fact]
    public void CommandsNameProjectsAndFilesThatExist()
    {
        List<string> missing = [];
        foreach (DocumentBlock block in Blocks.Where(b => b.Language is "bash" or "sh" or "console"))
        {
            foreach (Match match in ProjectOfCommand().Matches(block.Code))
            {
                string path = RepositoryFiles.PathOf(match.Groups["path"].Value);
                bool exists = File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFiles(path, "*.csproj").Any());
                if (!exists)
                {
                    missing.Add($"{block}: {match.Value}");
                }
            }
        }

        Assert.Empty(missing);
    }

    [Fact]
    public void LinksWithinTheRepositoryLeadSomewhere()
    {
        List<string> broken = [];
        foreach (string file in Documents())
        {
            foreach (Match match in Link().Matches(File.ReadAllText(RepositoryFiles.PathOf(file))))
            {
                string target = match.Groups[1].Value.Split('#')[0];
                string path = Path.Combine(Path.GetDirectoryName(RepositoryFiles.PathOf(file))!, target);
                if (target.Length > 0 && !target.Contains(':') && !Path.Exists(path))
                {
                    broken.Add($"{file}: {target}");
                }
            }
        }

        Assert.Empty(broken);
    }

    [Fact]
    public void BlocksAreReadAsTheyAreMeant()
    {
        const string Text = "# T\n```csharp\nint a = 1;\n```\ntext\n<!-- continues -->\n```csharp\na++;\n```\n<!-- runs-in: series -->\n```csharp\nb();\n```\n"
            + "<!-- not run: needs a GPU -->\n```csharp\nc();\n```\n```bash\nls\n```\n";
        IReadOnlyList<DocumentBlock> blocks = DocumentBlock.Read("t.md", Text);
        Assert.Equal(["csharp", "csharp", "csharp", "csharp", "bash"], blocks.Select(b => b.Language));
        Assert.Equal(["int a = 1;", "int a = 1;\na++;", "b();", "c();", "ls"], blocks.Select(b => b.Code));
        Assert.Equal(["", "", "series", "", ""], blocks.Select(b => b.Fixture));
        Assert.Equal([true, true, true, false, true], blocks.Select(b => b.Runs));
        Assert.Equal([2, 7, 11, 15, 18], blocks.Select(b => b.Line));
    }

    [Theory]
    [InlineData("int x = \"text\";", "CS0029")]
    [InlineData("NoSuchType x;", "CS0246")]
    public void AnExampleThatDoesNotCompileIsSeen(string code, string error)
    {
        using TemporaryFolder folder = new();
        string program = Path.Combine(folder.Path, "example.dll");
        Exception exception = Assert.ThrowsAny<Exception>(() => ExampleCompiler.Compile(Usings, "", code, "here", program));
        Assert.Contains(error, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("await Task.Yield(); Console.WriteLine(nameof(AmuroException));", 0)]
    [InlineData("await Task.Yield(); throw new AmuroException(\"on purpose\");", 1)]
    public void AnExampleThatFailsIsSeen(string code, int expected)
    {
        using TemporaryFolder folder = new();
        string program = Path.Combine(folder.Path, "example.dll");
        ExampleCompiler.Compile(Usings, "", code, "here", program);
        (int exitCode, string output, string errors) = ChildProcess.Run(["example", program], new Dictionary<string, string?>(), folder.Path);
        Assert.Equal(expected, exitCode);
        Assert.Contains(expected == 0 ? "AmuroException" : "on purpose", output + errors, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Documents() => Directory.EnumerateFiles(RepositoryFiles.Root, "*.md")
        .Concat(Directory.EnumerateFiles(RepositoryFiles.PathOf("docs"), "*.md", SearchOption.AllDirectories))
        .Select(f => Path.GetRelativePath(RepositoryFiles.Root, f))
        .Order(StringComparer.Ordinal);

    [GeneratedRegex(@"dotnet\s+(?:run|test|build|pack|publish)\b[^\n#;&|]*?(?:--project\s+|\s)(?<path>(?:src|tests|samples|benchmarks)/[\w./-]+)")]
    private static partial Regex ProjectOfCommand();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
