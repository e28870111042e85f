using Amuro.Tasks;

namespace Amuro.Miniature;

/// <summary>Items that are answered with yes or no.</summary>
internal static class YesNo
{
    private static readonly string[] Answers = ["yes", "no"];

    public static Example Example(string id, IReadOnlyDictionary<string, string> fields, bool yes, string cluster) => new()
    {
        Id = id,
        Fields = fields,
        Choices = Answers,
        Gold = yes ? 0 : 1,
        Answer = yes ? "yes" : "no",
        Cluster = cluster,
    };

    /// <summary>Yes, no, yes, no, ... as long as there are both: every even number from the start is balanced exactly.</summary>
    public static IReadOnlyList<Example> Alternate(IReadOnlyList<Example> items)
    {
        IEnumerable<Example> yes = items.Where(item => item.Gold == 0);
        IEnumerable<Example> no = items.Where(item => item.Gold == 1);
        return [.. yes.Zip(no).SelectMany(pair => new[] { pair.First, pair.Second })];
    }
}
