using System.Buffers;
using System.Text;

namespace Amuro.Runtime;

/// <summary>UTF-8 text that is refused where it is not UTF-8, never silently repaired.</summary>
internal static class StrictText
{
    /// <summary>UTF-8 without a byte-order mark that throws on text it cannot write.</summary>
    public static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a whole file as UTF-8; a byte-order mark is skipped.</summary>
    /// <exception cref="AmuroException">No such file, not readable, or not UTF-8 (with the line).</exception>
    public static string Read(string path)
    {
        byte[] bytes = ReadBytes(path);
        ReadOnlySpan<byte> text = bytes;
        if (text.StartsWith(Encoding.UTF8.Preamble))
        {
            text = text[Encoding.UTF8.Preamble.Length..];
        }

        if (!Utf8Valid(text, out int bad))
        {
            int line = 1 + text[..bad].Count((byte)'\n');
            throw new AmuroException($"{path}, line {line}: expected UTF-8 text, found the byte 0x{text[bad]:X2} where no character can have it");
        }

        return Utf8.GetString(text);
    }

    /// <summary>The lines of a file that are not blank, with their numbers from 1. Lines end in LF or CR LF.</summary>
    /// <exception cref="AmuroException">No such file, not readable, or not UTF-8 (with the line).</exception>
    public static IEnumerable<(int Number, string Text)> ReadLines(string path)
    {
        string[] lines = Read(path).Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].TrimEnd('\r');
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return (i + 1, line);
            }
        }
    }

    /// <summary>At most the first 60 characters of a value on one line, for an error message.</summary>
    public static string Shorten(string text)
    {
        string line = text.ReplaceLineEndings("\\n").Replace("\t", "\\t", StringComparison.Ordinal);
        return line.Length <= 60 ? line : string.Concat(line.AsSpan(0, char.IsHighSurrogate(line[59]) ? 59 : 60), "…");
    }

    private static byte[] ReadBytes(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            string found = Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path))) ? "no such file" : "no such folder";
            throw new AmuroException($"{path}: expected a file, found {found}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            string found = Directory.Exists(path) ? "a folder" : error.Message.ReplaceLineEndings(" ");
            throw new AmuroException($"{path}: expected a file that can be read, found: {found}", error);
        }
    }

    private static bool Utf8Valid(ReadOnlySpan<byte> text, out int firstBad)
    {
        firstBad = 0;
        if (System.Text.Unicode.Utf8.IsValid(text))
        {
            return true;
        }

        while (firstBad < text.Length && Rune.DecodeFromUtf8(text[firstBad..], out _, out int used) == OperationStatus.Done)
        {
            firstBad += used;
        }

        return false;
    }
}
