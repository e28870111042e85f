using System.Text;

namespace Amuro.Studies.Slurm;

/// <summary>The end of a job's log, for an error message.</summary>
internal static class LogTail
{
    private const int Bytes = 2000;
    private const int Lines = 8;

    public static string Of(string path)
    {
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            stream.Seek(-Math.Min(Bytes, stream.Length), SeekOrigin.End);
            using StreamReader reader = new(stream, Encoding.UTF8);
            string[] lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return lines.Length == 0 ? "the log is empty" : string.Join(" | ", lines.TakeLast(Lines));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "there is no log";
        }
    }
}
