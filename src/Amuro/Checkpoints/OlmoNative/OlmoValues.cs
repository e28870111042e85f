using System.Globalization;

namespace Amuro.Checkpoints.OlmoNative;

/// <summary>Values of a config's section; what is wrong is gathered.</summary>
internal sealed class OlmoValues(Dictionary<string, string> values)
{
    public List<string> Problems { get; } = [];

    public string? Text(string key) => values.GetValueOrDefault(key);

    public int Required(string key) => Int(key) ?? Missing(key);

    public int? Int(string key)
    {
        double? number = Number(key);
        if (number is null)
        {
            return null;
        }

        if (number == Math.Floor(number.Value) && Math.Abs(number.Value) <= int.MaxValue)
        {
            return (int)number.Value;
        }

        Add(key, "a whole number");
        return null;
    }

    public double? Number(string key)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number))
        {
            return number;
        }

        Add(key, "a number");
        return null;
    }

    public bool Flag(string key, bool otherwise)
    {
        switch (Text(key)?.ToLowerInvariant())
        {
            case null: return otherwise;
            case "true": return true;
            case "false": return false;
            default:
                Add(key, "true or false");
                return otherwise;
        }
    }

    /// <summary>A key that may have one value only, because another would change the numbers.</summary>
    public void Expect(string key, string expected, string absent = "false") =>
        Check(string.Equals(Text(key) ?? absent, expected, StringComparison.OrdinalIgnoreCase), key, expected, absent);

    public void Check(bool holds, string key, string expected, string absent = "none")
    {
        if (!holds)
        {
            Add(key, expected, absent);
        }
    }

    private void Add(string key, string expected, string absent = "none")
    {
        string found = Text(key) is { } text ? Pickle.Printable.Of(text) : absent == "none" ? "none" : $"none, which means {absent}";
        string problem = $"{key}: expected {expected}, found {found}";
        if (!Problems.Contains(problem))
        {
            Problems.Add(problem);
        }
    }

    private int Missing(string key)
    {
        if (Text(key) is null)
        {
            Problems.Add($"{key}: expected a number, found none");
        }

        return 1;
    }
}
