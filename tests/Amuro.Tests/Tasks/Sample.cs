using System.Collections.Immutable;
using Amuro.Tasks;

namespace Amuro.Tests.Tasks;

/// <summary>Small tasks for the tests of this room.</summary>
internal static class Sample
{
    public static Example Item(string id, string text, int gold = 0) => new()
    {
        Id = id,
        Fields = ImmutableDictionary<string, string>.Empty.Add("text", text),
        Choices = ["yes", "no"],
        Gold = gold,
        Answer = gold == 0 ? "yes" : "no",
    };

    public static PromptFormat Format(string template = "{text}?", string name = "default") => new() { Name = name, Template = template };

    public static TaskDefinition Task(int pool = 40, int evaluation = 12) => new()
    {
        Name = "sample",
        Kind = TaskKind.MultipleChoice,
        Formats = [Format()],
        Training = [.. Enumerable.Range(0, pool).Select(i => Item($"t{i}", $"train {i}", i % 4 == 0 ? 1 : 0))],
        Evaluation = [.. Enumerable.Range(0, evaluation).Select(i => Item($"e{i}", $"eval {i}", i % 2))],
    };
}
