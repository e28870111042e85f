namespace Amuro.Tests.Repository;

/// <summary>What an example of a document finds when it runs: files in its folder, and variables that the text around it introduced.</summary>
/// <param name="Prepare">Writes the files into the folder given.</param>
/// <param name="Given">C# in front of the example: the variables.</param>
internal sealed record DocumentFixture(Action<string> Prepare, string Given)
{
    public static IReadOnlyDictionary<string, DocumentFixture> All { get; } = new Dictionary<string, DocumentFixture>
    {
        [""] = new(_ => { }, ""),
    };
}
