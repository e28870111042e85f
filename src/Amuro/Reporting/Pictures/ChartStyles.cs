using System.Collections.Frozen;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Amuro.Reporting.Pictures;

/// <summary>The part of the style sheet that is about charts, applied element by element in the light colours.</summary>
internal static partial class ChartStyles
{
    // What an SVG presentation attribute can say; the other properties are for browsers.
    private static readonly FrozenSet<string> s_known = FrozenSet.ToFrozenSet(
        ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linejoin", "font-size", "font-weight", "text-anchor"]);

    private static readonly FrozenDictionary<string, string> s_light = Variable().Matches(Style.Sheet[..Style.Sheet.IndexOf("@media", StringComparison.Ordinal)])
        .ToFrozenDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value.Trim());

    // One entry for each selector "svg X", in the order of the sheet, which is also that of precedence.
    private static readonly (string Selector, (string Name, string Value)[] Properties)[] s_rules =
    [
        .. Rule().Matches(Style.Sheet).SelectMany(m => m.Groups[1].Value.Split(',')
            .Select(s => s.Trim()).Where(s => s.StartsWith("svg ", StringComparison.Ordinal)).Select(s => (s[4..], Properties(m.Groups[2].Value)))),
    ];

    /// <summary>The same drawing without <c>class</c> and <c>style</c>: what they say is in attributes, variables are their light values.</summary>
    public static XElement Inline(XElement element)
    {
        var copy = new XElement(element.Name, element.Attributes().Where(a => a.Name.LocalName is not ("class" or "style")));
        string[] classes = element.Attribute("class")?.Value.Split(' ') ?? [];
        foreach ((string selector, (string Name, string Value)[] properties) in s_rules)
        {
            if (selector == element.Name.LocalName || (selector[0] == '.' && classes.Contains(selector[1..])))
            {
                Set(copy, properties);
            }
        }

        Set(copy, Properties(element.Attribute("style")?.Value ?? ""));
        copy.Add(element.Nodes().Select(n => n is XElement child ? Inline(child) : n));
        return copy;
    }

    private static void Set(XElement element, (string Name, string Value)[] properties)
    {
        foreach ((string name, string value) in properties.Where(p => s_known.Contains(p.Name)))
        {
            element.SetAttributeValue(name, VariableUse().Replace(value, use => s_light[use.Groups[1].Value]).Replace("px", "", StringComparison.Ordinal));
        }
    }

    private static (string, string)[] Properties(string declarations) =>
        [.. declarations.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(d => d.Split(':', 2)).Where(d => d.Length == 2).Select(d => (d[0].Trim(), d[1].Trim()))];

    [GeneratedRegex(@"(--[\w-]+):([^;}]+)")]
    private static partial Regex Variable();

    [GeneratedRegex(@"var\((--[\w-]+)\)")]
    private static partial Regex VariableUse();

    [GeneratedRegex(@"([^{}]+)\{([^{}]*)\}")]
    private static partial Regex Rule();
}
