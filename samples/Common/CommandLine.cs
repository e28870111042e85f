using System.Globalization;
using Amuro;

/// <summary>Walks over a command line of options and values.</summary>
internal sealed class CommandLine(string[] arguments)
{
    private int _next;
    private string _option = "";

    public string? Next() => _next < arguments.Length ? _option = arguments[_next++] : null;

    public string Text() => _next < arguments.Length
        ? arguments[_next++]
        : throw new AmuroException($"Option {_option}: expected a value, found none");

    public int Number(int minimum)
    {
        string text = Text();
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= minimum
            ? number
            : throw new AmuroException($"Option {_option}: expected a whole number of at least {minimum}, found '{text}'");
    }

    public AmuroException Unknown(string expected) => new($"Option '{_option}': expected {expected}");
}
