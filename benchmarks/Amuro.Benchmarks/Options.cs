using System.Globalization;

namespace Amuro.Benchmarks;

/// <summary>Options of a command: <c>--name value</c>, or <c>--name</c> alone for a switch.</summary>
internal sealed class Options
{
    private readonly Dictionary<string, string?> _values = [];

    /// <exception cref="AmuroException">An argument is not one of the known options.</exception>
    public Options(IEnumerable<string> arguments, params string[] known)
    {
        string? last = null;
        foreach (string argument in arguments)
        {
            if (argument.StartsWith("--", StringComparison.Ordinal))
            {
                last = known.Contains(argument)
                    ? argument
                    : throw new AmuroException($"Option '{argument}': expected one of {string.Join(", ", known)}");
                _values[last] = null;
            }
            else
            {
                _values[last ?? throw new AmuroException($"Command line: expected an option, found '{argument}'")] = argument;
                last = null;
            }
        }
    }

    public bool Has(string name) => _values.ContainsKey(name);

    public string? Text(string name) => _values.GetValueOrDefault(name);

    public int Number(string name, int otherwise) => !Has(name)
        ? otherwise
        : int.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1
            ? number
            : throw new AmuroException($"Option {name}: expected a whole number of at least 1, found '{Text(name)}'");
}
