using System.Text.RegularExpressions;

namespace Amuro.Tasks;

/// <content>Formats that mean the same as a given one.</content>
public static partial class PromptFormats
{
    // What FormatSpread (arXiv 2310.11324) varies: the case of field names, what follows them, what joins the lines.
    private static readonly (string Name, Func<string, string> Case, string Separator, string Join)[] Styles =
    [
        ("upper", Upper, ":", "\n"),
        ("lower", Lower, ":", "\n"),
        ("dash", Same, " -", "\n"),
        ("equals", Same, " =", "\n"),
        ("colons", Same, "::", "\n"),
        ("spaced", Same, ":", "\n\n"),
        ("bars", Same, ":", " || "),
        ("upper-dash-spaced", Upper, " -", "\n\n"),
        ("lower-equals-semicolon", Lower, " =", "; "),
    ];

    // For templates without field names and line breaks only the place before the answer is left.
    private static readonly (string Name, string Delimiter)[] Delimiters =
    [
        ("line", "\n"), ("empty-line", "\n\n"), ("arrow", " -> "), ("is", " = "), ("bar", " | "), ("tab", "\t"), ("colon", ": "),
        ("hyphen", " - "), ("double-arrow", " => "), ("dots", " ... "),
    ];

    /// <summary>A format and nine that mean the same: names of fields in another case, other separators, other line breaks.</summary>
    /// <param name="format">
    /// The format. Field names are words before a colon at the start of a line of its template; without any, and without line
    /// breaks, the formats differ in <see cref="PromptFormat.AnswerDelimiter"/>.
    /// </param>
    /// <returns>Ten different formats, <paramref name="format"/> first; the others are named after it, such as <c>default/upper</c>.</returns>
    public static IReadOnlyList<PromptFormat> Ten(PromptFormat format)
    {
        ArgumentNullException.ThrowIfNull(format);
        var formats = new List<PromptFormat> { format };
        foreach ((string name, Func<string, string> change, string separator, string join) in Styles)
        {
            string template = FieldName().Replace(format.Template, m => change(m.Groups["name"].Value) + separator).Replace("\n", join, StringComparison.Ordinal);
            Add(format with { Name = $"{format.Name}/{name}", Template = template });
        }

        foreach ((string name, string delimiter) in Delimiters)
        {
            Add(format with { Name = $"{format.Name}/{name}", AnswerDelimiter = delimiter });
        }

        return formats;

        void Add(PromptFormat variant)
        {
            if (formats.Count < 10 && formats.All(f => (f.Template, f.AnswerDelimiter) != (variant.Template, variant.AnswerDelimiter)))
            {
                formats.Add(variant);
            }
        }
    }

    private static string Same(string name) => name;

    private static string Upper(string name) => name.ToUpperInvariant();

    private static string Lower(string name) => name.ToLowerInvariant();

    [GeneratedRegex(@"(?<=^|\n)(?<name>(#+ )?\p{L}[^\n{}:]*):(?= ?\{|\n|$)", RegexOptions.CultureInvariant)]
    private static partial Regex FieldName();
}
