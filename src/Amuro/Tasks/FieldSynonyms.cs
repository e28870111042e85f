using System.Text.RegularExpressions;

namespace Amuro.Tasks;

/// <summary>Other names for the fields of prompts.</summary>
internal static class FieldSynonyms
{
    private static readonly Dictionary<string, (string Second, string Third)> s_names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["input"] = ("Given", "Task"),
        ["output"] = ("Result", "Answer"),
        ["answer"] = ("Response", "Reply"),
        ["question"] = ("Query", "Q"),
        ["premise"] = ("First text", "Known"),
        ["hypothesis"] = ("Second text", "Claim"),
        ["claim"] = ("Statement", "Assertion"),
        ["statement"] = ("Claim", "Assertion"),
        ["context"] = ("Background", "Situation"),
        ["passage"] = ("Background", "Source"),
        ["text"] = ("Content", "Source"),
        ["document"] = ("Article", "Source"),
        ["article"] = ("Document", "Source"),
        ["sentence"] = ("Text", "Line"),
        ["sentence 1"] = ("First sentence", "Sentence A"),
        ["sentence 2"] = ("Second sentence", "Sentence B"),
        ["question 1"] = ("First question", "Question A"),
        ["question 2"] = ("Second question", "Question B"),
        ["tweet"] = ("Post", "Message"),
        ["goal"] = ("Aim", "Purpose"),
        ["choices"] = ("Options", "Candidates"),
        ["options"] = ("Choices", "Candidates"),
        ["summary"] = ("Short version", "In short"),
        ["label"] = ("Class", "Category"),
    };

    /// <summary>A template with its names replaced; unchanged where two fields would come to have the same name.</summary>
    /// <param name="template">The template.</param>
    /// <param name="fieldName">Finds the names, group <c>name</c>, and the colon after each.</param>
    /// <param name="which">0 for the second name of each field, 1 for the third.</param>
    public static string Replace(string template, Regex fieldName, int which)
    {
        string[] names = [.. fieldName.Matches(template).Select(m => Other(m.Groups["name"].Value, which))];
        return names.Distinct(StringComparer.OrdinalIgnoreCase).Count() < names.Length
            ? template
            : fieldName.Replace(template, m => Other(m.Groups["name"].Value, which) + ":");
    }

    private static string Other(string name, int which)
    {
        string bare = name.TrimStart('#', ' ');
        string mark = name[..^bare.Length];
        return s_names.TryGetValue(bare.TrimEnd(), out (string Second, string Third) other) ? mark + (which == 0 ? other.Second : other.Third) : name;
    }
}
