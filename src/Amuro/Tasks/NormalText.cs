using System.Text;

namespace Amuro.Tasks;

/// <summary>Texts that a reader takes for the same: white space, letter case and Unicode's compatible forms do not count.</summary>
internal static class NormalText
{
    public static string Of(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (char c in Compatible(text))
        {
            if (!char.IsWhiteSpace(c))
            {
                result.Append(char.ToLowerInvariant(c));
            }
            else if (result.Length > 0 && result[^1] != ' ')
            {
                result.Append(' ');
            }
        }

        return result.ToString().TrimEnd(' ');
    }

    private static string Compatible(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            return text; // half of a surrogate pair
        }
    }
}
