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
        : base(message)
    {
    }

    /// <summary>Creates the exception with the error that caused it.</summary>
    /// <param name="message">One line: where, what was expected, what was found.</param>
    /// <param name="innerException">The cause.</param>
    public AmuroException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
