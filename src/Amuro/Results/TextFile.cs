using System.Text;
using Amuro.Runtime;

namespace Amuro.Results;

/// <summary>UTF-8 files that are too large to be held as one text.</summary>
internal static class TextFile
{
    /// <summary>The lines of a file that are not blank, with their numbers from 1. Lines end in LF or CR LF; a byte-order mark is skipped.</summary>
    /// <exception cref="AmuroException">No such file, not readable, or not UTF-8 (with the line).</exception>
    public static IEnumerable<(int Number, string Text)> Lines(string path)
    {
        using StreamReader reader = Open(path);
        int number = 0;
        while (Guarded(path, reader.ReadLine) is { } line)
        {
            string text = number++ == 0 ? line.TrimStart('\uFEFF') : line;
            if (!string.IsNullOrWhiteSpace(text))
            {
                yield return (number, text);
            }
        }
    }

    /// <summary>Opens a file for strict reading; read it through <see cref="Guarded"/>.</summary>
    /// <exception cref="AmuroException">No such file, or not readable.</exception>
    public static StreamReader Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return new StreamReader(path, StrictText.Utf8, detectEncodingFromByteOrderMarks: false, bufferSize: 1 << 16);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            // The strict reader has the words for what is wrong.
            StrictText.Read(path);
            throw new AmuroException($"{path}: expected a file that can be read, found: {StrictText.Shorten(error.Message)}", error);
        }
    }

    /// <summary>Reads, and says where the file is not UTF-8.</summary>
    /// <exception cref="AmuroException">Not UTF-8, or the reading fails.</exception>
    public static T Guarded<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (DecoderFallbackException error)
        {
            StrictText.Read(path);
            throw new AmuroException($"{path}: expected UTF-8 text, found bytes that no character can have", error);
        }
        catch (IOException error)
        {
            throw new AmuroException($"{path}: expected a file that can be read, found: {StrictText.Shorten(error.Message)}", error);
        }
    }
}
