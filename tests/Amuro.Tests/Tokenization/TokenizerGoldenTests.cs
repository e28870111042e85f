namespace Amuro.Tests.Tokenization;

/// <summary>Ids, tokens, decoded texts and boundaries are those of the reference library.</summary>
public sealed class TokenizerGoldenTests
{
    public static string[] TrainedNames { get; } =
    [
        "addedflags", "gpt2prefix", "gpt2style", "llama2style", "llama3style", "merges_arr", "merges_shuffled", "merges_spaces",
        "merges_str", "neoxstyle", "qwenstyle", "unkstyle",
    ];

    public static TheoryData<string> Trained { get; } = [.. TrainedNames];

    public static TheoryData<string> Real { get; } = ["olmo1", "olmo2"];

    [Theory]
    [MemberData(nameof(Trained))]
    public void CasesAgree(string name) => Check(new GoldenFolder(Goldens.Path($"tokenizers/{name}")).CheckCases(), atLeast: 400);

    [Theory]
    [MemberData(nameof(Trained))]
    public void BoundariesAgree(string name) => Check(new GoldenFolder(Goldens.Path($"tokenizers/{name}")).CheckBoundaries(), atLeast: 20);

    [SkippableTheory]
    [MemberData(nameof(Trained))]
    [Trait("Category", "Shared")]
    public void BulkAgrees(string name) => CheckBulk(SharedData.Require("goldens/tokenizers"), Goldens.Path($"tokenizers/{name}"));

    [SkippableTheory]
    [MemberData(nameof(Real))]
    [Trait("Category", "Shared")]
    public void RealOnesAgree(string name)
    {
        string folder = SharedData.Require($"goldens/tokenizers/{name}");
        Check(new GoldenFolder(folder).CheckCases(), atLeast: 400);
        Check(new GoldenFolder(folder).CheckBoundaries(), atLeast: 20);
        CheckBulk(SharedData.Require("goldens/tokenizers"), folder);
    }

    private static void Check((int Count, List<string> Failures) result, int atLeast)
    {
        Assert.True(result.Failures.Count == 0, $"of {result.Count}:\n{string.Join('\n', result.Failures)}");
        Assert.True(result.Count >= atLeast, $"only {result.Count} cases");
    }

    private static void CheckBulk(string root, string folder) => Assert.Empty(new GoldenFolder(folder).CheckBulk(root));
}
