using System.Text.Json;
using System.Text.Json.Serialization;
using Amuro.Runtime;

namespace Amuro.Studies;

/// <summary>
/// Finished results as files: <c>cells/CELL/TASK.FORMAT.HASH.json</c>. A file is written under a temporary name and renamed, so
/// one that is there is whole; its hash names everything it was computed from, so it never has to be checked for age.
/// </summary>
internal sealed class StudyStore
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private const string RunEnding = ".run";
    private readonly string _folder;

    /// <summary>Opens or creates a store.</summary>
    /// <exception cref="AmuroException">The folder cannot be written to.</exception>
    public StudyStore(string folder)
    {
        _folder = folder;
        try
        {
            Directory.CreateDirectory(folder);
            string probe = Path.Combine(folder, $".probe-{Guid.NewGuid():N}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AmuroException($"Study folder '{folder}': expected a folder that can be written to, found: {e.Message}", e);
        }
    }

    public bool Has(StudyCell cell, string result) => File.Exists(PathOf(cell, result));

    public CellResult Read(StudyCell cell, string result)
    {
        string path = PathOf(cell, result);
        try
        {
            using FileStream stream = File.OpenRead(path);
            return JsonSerializer.Deserialize<CellResult>(stream, s_options) ?? throw new JsonException("null");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new AmuroException($"Stored result '{path}': expected a result of this study, found: {e.Message}; delete the file to compute it again", e);
        }
    }

    public void Write(StudyCell cell, string result, CellResult content) =>
        AtomicFile.Write(PathOf(cell, result), stream => JsonSerializer.Serialize(stream, content, s_options));

    /// <summary>Where a fine-tuned model lies while its evaluations are under way.</summary>
    public string ModelFolder(StudyCell cell, string hash) => Path.Combine(_folder, "models", $"{cell.Name}.{hash}");

    /// <summary>Where the fine-tuning of a model keeps its resume point until the model is saved.</summary>
    public static string RunFolderOf(string modelFolder) => modelFolder + RunEnding;

    /// <summary>Removes what killed runs were writing, and runs that were begun under other settings; to be called when every result is there.</summary>
    public void DeleteLeftovers()
    {
        foreach (string part in (string[])["cells", "models"])
        {
            string folder = Path.Combine(_folder, part);
            if (Directory.Exists(folder))
            {
                foreach (string file in Directory.GetFiles(folder, "*.tmp", SearchOption.AllDirectories))
                {
                    File.Delete(file);
                }

                foreach (string directory in (string[])[.. Directory.GetDirectories(folder, "*.tmp"), .. Directory.GetDirectories(folder, "*" + RunEnding)])
                {
                    Directory.Delete(directory, recursive: true);
                }
            }
        }
    }

    private string PathOf(StudyCell cell, string result) => Path.Combine(_folder, "cells", cell.Name, result + ".json");
}
