using System.Text;
using Amuro.Runtime;

namespace Amuro.Tasks;

/// <summary>Templates: <c>{field}</c> is replaced, <c>{{</c> and <c>}}</c> are braces, all else is text.</summary>
internal static class PromptTemplate
{
    /// <summary>Fills the template of a format with the fields of an item.</summary>
    public static string Render(PromptFormat format, Example example)
    {
        var text = new StringBuilder(format.Template.Length + 256);
        foreach ((string part, bool isField) in Parts(format))
        {
            if (!isField)
            {
                text.Append(part);
            }
            else if (part == ChoiceListing.Field && format.Choices is { } listing)
            {
                text.Append(listing.Render(example));
            }
            else if (example.Fields.TryGetValue(part, out string? value))
            {
                text.Append(value);
            }
            else
            {
                throw new AmuroException($"prompt format '{format.Name}', field '{part}': expected one of {Names(example)}, the fields of item '{StrictText.Shorten(example.Id)}', found no such field");
            }
        }

        return text.ToString();
    }

    /// <summary>The names of the fields that an item must have, in order, repeated where they are.</summary>
    public static IEnumerable<string> FieldsOf(PromptFormat format) =>
        Parts(format).Where(part => part.IsField && (part.Text != ChoiceListing.Field || format.Choices is null)).Select(part => part.Text);

    /// <summary>The names of an item's fields, for a message.</summary>
    public static string Names(Example example) =>
        example.Fields.Count == 0 ? "(none)" : string.Join(", ", example.Fields.Keys.Order(StringComparer.Ordinal));

    private static IEnumerable<(string Text, bool IsField)> Parts(PromptFormat format)
    {
        string template = format.Template;
        int at = 0;
        while (at < template.Length)
        {
            char c = template[at];
            if (c is '{' or '}')
            {
                if (at + 1 < template.Length && template[at + 1] == c)
                {
                    yield return (c.ToString(), false);
                    at += 2;
                    continue;
                }

                int end = c == '{' ? template.IndexOfAny(['{', '}'], at + 1) : -1;
                if (end <= at + 1 || template[end] != '}')
                {
                    throw new AmuroException($"prompt format '{format.Name}': expected {{field}}, or a doubled brace for the brace itself, found a lone '{c}' at character {at + 1} of the template");
                }

                yield return (template[(at + 1)..end], true);
                at = end + 1;
                continue;
            }

            int next = template.IndexOfAny(['{', '}'], at);
            next = next < 0 ? template.Length : next;
            yield return (template[at..next], false);
            at = next;
        }
    }
}
