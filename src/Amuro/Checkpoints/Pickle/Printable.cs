namespace Amuro.Checkpoints.Pickle;

/// <summary>Text from a file for an error message: one short line without control characters.</summary>
internal static class Printable
{
    private const int Longest = 100;

    public static string Of(string text)
    {
        string part = text.Length <= Longest ? text : text[..Longest] + "…";
        return string.Create(part.Length, part, static (span, from) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(from[i]) || char.IsSurrogate(from[i]) || from[i] is '\u2028' or '\u2029' ? '?' : from[i];
            }
        });
    }
}
