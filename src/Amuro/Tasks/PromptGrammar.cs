using System.Text.RegularExpressions;

namespace Amuro.Tasks;

/// <summary>
/// What can be changed in a prompt format without changing its meaning: the grammar of FormatSpread (Sclar et al. 2023, arXiv
/// 2310.11324: names of fields, their case, what follows them, what joins them, how choices are listed), and instructions.
/// </summary>
/// <remarks>Each axis is a list of alternatives, of which a variant takes at most one. The axes are applied in their order here.</remarks>
internal static partial class PromptGrammar
{
    private static readonly ChoiceLabels[] s_labels = Enum.GetValues<ChoiceLabels>();

    private static readonly PromptChange[] s_markers =
    [
        On("markers-none", t => FieldName().Replace(t, m => Bare(m.Groups["name"].Value) + ":")),
        On("markers-hash", t => FieldName().Replace(t, m => "### " + Bare(m.Groups["name"].Value) + ":")),
    ];

    private static readonly PromptChange[] s_names = [On("names-second", t => FieldSynonyms.Replace(t, FieldName(), 0)), On("names-third", t => FieldSynonyms.Replace(t, FieldName(), 1))];

    private static readonly PromptChange[] s_cases =
    [
        On("case-upper", t => Names(t, n => n.ToUpperInvariant())),
        On("case-lower", t => Names(t, n => n.ToLowerInvariant())),
        On("case-title", t => Names(t, n => System.Globalization.CultureInfo.InvariantCulture.TextInfo.ToTitleCase(n.ToLowerInvariant()))),
    ];

    private static readonly PromptChange[] s_separators =
        [Separator("dash", " -"), Separator("equals", " ="), Separator("colons", "::"), Separator("spaced-colon", " :"), Separator("arrow", " ->"), Separator("bar", " |")];

    private static readonly PromptChange[] s_joins =
        [Join("empty-line", "\n\n"), Join("blank", " "), Join("bars", " || "), Join("dashes", " -- "), Join("semicolon", "; "), Join("tab", "\t")];

    // Whatever leads to the answer stands in the prompt, not in the delimiter: prompts differ, answers do not.
    private static readonly PromptChange[] s_cues =
    [
        new("cue-line", f => f.AnswerDelimiter == " " ? f with { Template = f.Template + "\n", AnswerDelimiter = "" } : f),
        Cue("arrow", " ->"), Cue("double-arrow", " =>"), Cue("answer", "\nAnswer:"), Cue("a", "\nA:"), Cue("bar", " |"), Cue("response", "\nResponse:"),
    ];

    /// <summary>The axes for a task; the choices can only be listed where they are known and can be told apart.</summary>
    /// <param name="choices">Whether to list choices.</param>
    /// <param name="seed">Seed of the order in which they are listed.</param>
    public static IReadOnlyList<IReadOnlyList<PromptChange>> Axes(bool choices, int seed) =>
    [
        InstructionParaphrases.Changes, s_markers, s_names,
        choices ? [.. Listings(seed)] : [], s_cases, s_separators, s_joins, s_cues,
    ];

    private static IEnumerable<PromptChange> Listings(int seed) =>
        from labels in s_labels
        from reversed in (bool[])[false, true]
        let listing = ChoiceListing.Default.WithSeed(seed).WithLabels(labels).WithReversed(reversed)
        select new PromptChange($"choices-{Hyphenated(labels)}{(reversed ? "-reversed" : "")}", f => List(f, listing));

    // A list of its own goes before the line that asks for the answer, or to the end where none does.
    private static PromptFormat List(PromptFormat format, ChoiceListing listing)
    {
        if (format.Choices is not null)
        {
            return format with { Choices = listing };
        }

        if (PromptTemplate.FieldsOf(format).Contains(ChoiceListing.Field))
        {
            return format;
        }

        int last = format.Template.LastIndexOf('\n');
        const string list = "Choices:\n{choices}";
        return EndsInName(format.Template) && last >= 0
            ? format with { Template = $"{format.Template[..last]}\n{list}{format.Template[last..]}", Choices = listing }
            : format with { Template = $"{format.Template}\n{list}\nAnswer:", Choices = listing };
    }

    private static PromptChange Separator(string name, string separator) =>
        On($"separator-{name}", t => FieldName().Replace(t, m => m.Groups["name"].Value + separator));

    // Two line breaks within an item need three between worked examples.
    private static PromptChange Join(string name, string join) => new($"join-{name}", f => f with
    {
        Template = InstructionParaphrases.AfterInstruction(f.Template, body => Break().Replace(body, join)),
        ShotSeparator = join == "\n\n" && f.ShotSeparator == "\n\n" ? "\n\n\n" : f.ShotSeparator,
    });

    private static PromptChange Cue(string name, string cue) => On($"cue-{name}", t => EndsInName(t) || EndsInCue().IsMatch(t) ? t : t + cue);

    private static PromptChange On(string name, Func<string, string> change) => new(name, f => f with { Template = change(f.Template) });

    private static string Names(string template, Func<string, string> change) =>
        FieldName().Replace(template, m => change(m.Groups["name"].Value) + ":");

    private static bool EndsInName(string template) => FieldName().Matches(template).Any(m => m.Index + m.Length == template.Length);

    private static string Bare(string name) => name.TrimStart('#', ' ');

    private static string Hyphenated(ChoiceLabels labels) => Hump().Replace(labels.ToString(), "-$0").ToLowerInvariant();

    /// <summary>Names of fields: words before a colon at the start of a line, before a field or the end of the line.</summary>
    [GeneratedRegex(@"(?<=^|\n)(?<name>(#+ )?\p{L}[^\n{}:]*):(?= ?\{|\n|$)", RegexOptions.CultureInvariant)]
    private static partial Regex FieldName();

    // A list of choices keeps its lines.
    [GeneratedRegex(@"(?<!\{choices\})\n(?!\{choices\})", RegexOptions.CultureInvariant)]
    private static partial Regex Break();

    // What a separator made of a last name.
    [GeneratedRegex(@"(?<![{}])( -| =|::| :| ->| \|)$", RegexOptions.CultureInvariant)]
    private static partial Regex EndsInCue();

    [GeneratedRegex(@"(?<=.)\p{Lu}", RegexOptions.CultureInvariant)]
    private static partial Regex Hump();
}
