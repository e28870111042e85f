namespace Amuro;

/// <summary>
/// The exception that Amuro throws for bad input, a bad configuration or a bad environment.
/// Its message is one line that names the file, field or option, what was expected and what was found.
/// </summary>
public sealed class AmuroException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">One line: where, what was expected, what was found.</param>
    public AmuroException(string message)
        : base(OneLine(message))
    {
    }

    /// <summary>Creates the exception with the error that caused it.</summary>
    /// <param name="message">One line: where, what was expected, what was found.</param>
    /// <param name="innerException">The cause.</param>
    public AmuroException(string message, Exception innerException)
        : base(OneLine(message), innerException)
    {
    }

    // Names and texts from files may hold anything, terminal sequences included.
    private static string OneLine(string message) =>
        message.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029')
            ? string.Concat(message.ReplaceLineEndings(" ").Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c))
            : message;
}
