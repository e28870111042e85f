namespace Amuro.Miniature;

/// <summary>Puts values into the single-letter holes of the miniature's own templates.</summary>
internal static class Templating
{
    public static string Fill(string template, params ReadOnlySpan<(char Hole, string Value)> values)
    {
        foreach ((char hole, string value) in values)
        {
            template = template.Replace("{" + hole + "}", value, StringComparison.Ordinal);
        }

        return template;
    }
}
