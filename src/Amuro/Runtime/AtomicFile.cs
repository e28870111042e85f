using System.Text;

namespace Amuro.Runtime;

/// <summary>Writes a file under a temporary name beside its place and renames it when it is whole.</summary>
internal static class AtomicFile
{
    /// <summary>Writes the file with <paramref name="write"/>; a file that was there stays as it was if anything fails.</summary>
    /// <param name="path">Where the file goes; its folder is created.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="AmuroException">The place cannot be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        WriteAsync(path, stream =>
        {
            write(stream);
            return Task.CompletedTask;
        }).GetAwaiter().GetResult();
    }

    /// <summary>Writes a text file (UTF-8 without a mark).</summary>
    /// <inheritdoc cref="Write"/>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <inheritdoc cref="Write"/>
    public static async Task WriteAsync(string path, Func<Stream, Task> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string? temporary = null;
        try
        {
            string full = Path.GetFullPath(path);
            Directory.CreateDirectory(Path.GetDirectoryName(full) ?? full);
            temporary = $"{full}.{Guid.NewGuid():N}.tmp";
            await using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None))
            {
                await write(stream).ConfigureAwait(false);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
            temporary = null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new AmuroException($"{path}: expected a place that can be written, found: {OneLine(error.Message)}", error);
        }
        finally
        {
            if (temporary is not null)
            {
                TryDelete(temporary);
            }
        }
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The first failure is the one worth reporting; the leftover has a .tmp name that nothing reads.
        }
    }
}
