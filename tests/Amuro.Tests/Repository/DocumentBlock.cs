using System.Text.RegularExpressions;

namespace Amuro.Tests.Repository;

/// <summary>One fenced block of a Markdown file.</summary>
/// <remarks>
/// How documents are written so that their examples are tests: <see cref="DocumentTests"/> compiles and runs each
/// <c>csharp</c> block as a program of its own, in an empty folder. It names the namespaces it uses, or has no <c>using Amuro…</c> at all and is given all of them.
/// An HTML comment on the line before the fence changes that:
/// <c>&lt;!-- runs-in: NAME --&gt;</c> gives it the files and variables of a <see cref="DocumentFixture"/>;
/// <c>&lt;!-- continues --&gt;</c> puts the block before it (and what that one continues) in front of it;
/// <c>&lt;!-- not run: REASON --&gt;</c> compiles it only.
/// </remarks>
internal sealed partial record DocumentBlock
{
    /// <summary>Path relative to the repository.</summary>
    public required string File { get; init; }

    /// <summary>Line of the fence, from 1.</summary>
    public required int Line { get; init; }

    public required string Language { get; init; }

    /// <summary>The code, after that of the blocks it continues.</summary>
    public required string Code { get; init; }

    public string Fixture { get; init; } = "";

    public bool Runs { get; init; } = true;

    public override string ToString() => $"{File}:{Line}";

    public static IReadOnlyList<DocumentBlock> Read(string file, string text)
    {
        List<DocumentBlock> blocks = [];
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (!lines[i].TrimStart().StartsWith("```", StringComparison.Ordinal))
            {
                continue;
            }

            int start = i++;
            for (; i < lines.Length && lines[i].Trim() != "```"; i++)
            {
            }

            DocumentBlock block = new()
            {
                File = file,
                Line = start + 1,
                Language = lines[start].Trim().TrimStart('`').Trim(),
                Code = string.Join('\n', lines[(start + 1)..Math.Min(i, lines.Length)]),
            };
            blocks.Add(start == 0 ? block : WithDirective(block, lines[start - 1], blocks));
        }

        return blocks;
    }

    private static DocumentBlock WithDirective(DocumentBlock block, string line, List<DocumentBlock> before)
    {
        if (!Directive().IsMatch(line))
        {
            return block;
        }

        string directive = Directive().Match(line).Groups[1].Value;
        string value = directive.Contains(':') ? directive[(directive.IndexOf(':') + 1)..].Trim() : "";
        switch (directive.Split(':')[0].Trim())
        {
            case "runs-in":
                return block with { Fixture = value };
            case "not run" when value.Length > 0:
                return block with { Runs = false };
            case "continues":
                DocumentBlock last = before.LastOrDefault(b => b.Language == block.Language)
                    ?? throw new FormatException($"{block}: continues, but no {block.Language} block is before it");
                return block with { Code = last.Code + "\n" + block.Code, Fixture = last.Fixture, Runs = last.Runs };
            default:
                return block; // an ordinary comment
        }
    }

    [GeneratedRegex(@"^\s*<!--\s*(.*?)\s*-->\s*$")]
    private static partial Regex Directive();
}
