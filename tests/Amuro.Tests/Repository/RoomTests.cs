using System.Reflection;
using NetArchTest.Rules;

namespace Amuro.Tests.Repository;

/// <summary>Which room (folder, namespace) of the library may know which: data flows one way. See README.md.</summary>
public class RoomTests
{
    // Everyone may use Runtime and what lies in the namespace Amuro itself.
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Runtime"] = [],
        ["Checkpoints"] = [],
        ["Tokenization"] = [],
        ["Tasks"] = [],
        ["Results"] = [],
        ["Models"] = ["Checkpoints", "Tokenization"],
        ["Training"] = ["Models", "Tasks", "Tokenization", "Checkpoints"],
        ["Evaluation"] = ["Models", "Tasks", "Tokenization", "Checkpoints", "Results", "Analysis"],
        ["Analysis"] = ["Results"],
        ["Reporting"] = ["Results", "Analysis"],
        ["Studies"] = ["*"],
        ["Miniature"] = ["*"],
    };

    // A table imported from another tool must be enough for every analysis; files are read without a tensor library.
    private static readonly string[] WithoutTensors = ["Checkpoints", "Tokenization", "Tasks", "Results", "Analysis", "Reporting"];

    private static readonly Assembly Library = typeof(AmuroException).Assembly;

    public static TheoryData<string> Rooms => [.. MayUse.Keys];

    public static TheoryData<string> RoomsWithoutTensors => [.. WithoutTensors];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void ARoomUsesOnlyTheRoomsBelowIt(string room)
    {
        string[] allowed = [.. MayUse[room], room, "Runtime"];
        if (!allowed.Contains("*"))
        {
            Assert.Empty(Offenders(Library, $"Amuro.{room}", [.. MayUse.Keys.Except(allowed).Select(r => $"Amuro.{r}")]));
        }
    }

    [Theory]
    [MemberData(nameof(RoomsWithoutTensors))]
    public void ThisRoomKnowsNoTensors(string room) => Assert.Empty(Offenders(Library, $"Amuro.{room}", ["TorchSharp"]));

    [Fact]
    public void EveryTypeLivesInARoomThatHasRules()
    {
        IEnumerable<string> rooms = Library.GetTypes()
            .Select(t => t.Namespace)
            .OfType<string>()
            .Where(n => n.StartsWith("Amuro.", StringComparison.Ordinal))
            .Select(n => n.Split('.')[1]);
        Assert.Empty(rooms.Distinct().Except(MayUse.Keys));
    }

    [Fact]
    public void NamespacesFollowFolders()
    {
        string source = RepositoryFiles.PathOf("src", "Amuro");
        foreach (string file in Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories))
        {
            string folder = Path.GetRelativePath(source, Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '.');
            if (folder.Split('.')[0] is "bin" or "obj" or "buildTransitive")
            {
                continue;
            }

            string expected = folder is "." or "" ? "namespace Amuro;" : $"namespace Amuro.{folder};";
            Assert.True(File.ReadLines(file).Contains(expected), $"{file}: expected \"{expected}\"");
        }
    }

    // The rules above would be worth nothing if what they look for went unseen.
    [Theory]
    [InlineData("InSignature")]
    [InlineData("InBody")]
    [InlineData("InAsyncLambda")]
    [InlineData("InGenericArgument")]
    public void AViolationIsSeenWhereverItHides(string type)
    {
        IEnumerable<string> offenders = Offenders(typeof(RoomTests).Assembly, "Amuro.Tests.Repository.Violations", ["TorchSharp"]);
        Assert.Contains(offenders, o => o.EndsWith('.' + type));
        Assert.DoesNotContain(offenders, o => o.EndsWith(".Innocent"));
    }

    private static IEnumerable<string> Offenders(Assembly assembly, string room, string[] forbidden)
    {
        TestResult result = Types.InAssembly(assembly)
            .That().ResideInNamespaceMatching($@"^{room.Replace(".", @"\.")}(\.|$)")
            .Should().MeetCustomRule(new NoReferenceTo(forbidden))
            .GetResult();
        return result.FailingTypeNames ?? [];
    }
}
