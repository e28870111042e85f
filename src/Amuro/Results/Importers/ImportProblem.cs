using System.Globalization;

namespace Amuro.Results.Importers;

/// <summary>Something in a file that could not be imported.</summary>
/// <param name="File">The file.</param>
/// <param name="Line">Line in it, from 1; 0 where the file as a whole is meant.</param>
/// <param name="Message">What was expected and what was found.</param>
public sealed record ImportProblem(string File, int Line, string Message)
{
    /// <summary>File, line and message on one line.</summary>
    public override string ToString() =>
        Line > 0 ? string.Create(CultureInfo.InvariantCulture, $"{File}, line {Line}: {Message}") : $"{File}: {Message}";
}
