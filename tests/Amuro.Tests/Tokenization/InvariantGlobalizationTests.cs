using System.Globalization;

namespace Amuro.Tests.Tokenization;

/// <summary>Ids do not depend on ICU: a process without it gives those of the reference, too.</summary>
public sealed class InvariantGlobalizationTests
{
    public const string Command = "tokenizers";

    [Fact]
    public void IdsAreTheSameWithoutIcu()
    {
        string[] folders = [.. TokenizerGoldenTests.TrainedNames.Select(static name => Goldens.Path($"tokenizers/{name}"))];
        CheckInChild(folders);
    }

    [SkippableFact]
    [Trait("Category", "Shared")]
    public void IdsOfTheRealOnesAreTheSameWithoutIcu() =>
        CheckInChild([SharedData.Require("goldens/tokenizers/olmo1"), SharedData.Require("goldens/tokenizers/olmo2")]);

    /// <summary>What the child process does: checks folders (and bulk.txt, where it is beside them) and says how many cases there were.</summary>
    public static int RunInChild(ReadOnlySpan<string> folders)
    {
        int cases = 0;
        foreach (string folder in folders)
        {
            var golden = new GoldenFolder(folder);
            (int texts, List<string> failures) = golden.CheckCases();
            (int pairs, List<string> more) = golden.CheckBoundaries();
            cases += texts + pairs;
            failures.AddRange(more);
            string root = Path.GetDirectoryName(folder)!;
            if (File.Exists(Path.Combine(root, "bulk.txt")))
            {
                failures.AddRange(golden.CheckBulk(root));
            }

            if (failures.Count > 0)
            {
                Console.Error.WriteLine($"{folder}: {string.Join('\n', failures)}");
                return 1;
            }
        }

        Console.WriteLine($"{(IsInvariant() ? "invariant" : "ICU")} {cases.ToString(CultureInfo.InvariantCulture)}");
        return 0;
    }

    private static void CheckInChild(string[] folders)
    {
        (int exitCode, string output, string errors) = ChildProcess.Run(
            [Command, .. folders], new Dictionary<string, string?> { ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1" });
        Assert.True(exitCode == 0, errors);
        string[] words = output.Split(' ');
        Assert.Equal("invariant", words[0]);
        Assert.True(int.Parse(words[1], CultureInfo.InvariantCulture) > 400 * folders.Length, output);
    }

    // In this mode no culture can be made by name.
    private static bool IsInvariant()
    {
        try
        {
            return CultureInfo.GetCultureInfo("tr-TR").LCID == CultureInfo.InvariantCulture.LCID;
        }
        catch (CultureNotFoundException)
        {
            return true;
        }
    }
}
