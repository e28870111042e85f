using System.Text.Json;
using System.Text.Json.Serialization;
using Amuro.Runtime;

namespace Amuro.Studies;

/// <summary>
/// What has been computed, as files: <c>results/STATE/TASK.FORMAT.HASH.json</c>, <c>models/STATE.HASH/</c>. Everything is written under a
/// temporary name and renamed, so what is there is whole; its hash names all that it was computed from, so it never changes and
/// never has to be checked for age.
/// </summary>
internal sealed class StudyStore
{
    private const string Results = "results";
    private const string Models = "models";
    private const string RunEnding = ".run";
    private const string TrainingName = "training";

    private static readonly JsonSerializerOptions s_options = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly string _folder;

    /// <summary>The store in a folder that need not exist yet.</summary>
    public StudyStore(string folder) => _folder = Path.GetFullPath(folder);

    public string Folder => _folder;

    /// <summary>Makes the folder.</summary>
    /// <exception cref="AmuroException">It cannot be written to.</exception>
    public void Create()
    {
        try
        {
            Directory.CreateDirectory(_folder);
            string probe = Path.Combine(_folder, $".probe-{Guid.NewGuid():N}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AmuroException($"Study folder '{_folder}': expected a folder that can be written to, found: {e.Message}", e);
        }
    }

    /// <summary>Whether every format of an evaluation is there.</summary>
    public bool Has(ModelState state, EvaluationCell cell) => cell.Results.All(r => Has(state, r.Key));

    public bool Has(ModelState state, string result) => File.Exists(PathOf(state, result));

    public bool HasModel(ModelState state) => Directory.Exists(ModelFolder(state));

    /// <summary>The record of a fine-tuning; null where there is none.</summary>
    public TrainingRecord? ReadTraining(ModelState state) =>
        File.Exists(TrainingPath(state)) ? Read<TrainingRecord>(TrainingPath(state)) : null;

    public CellResult Read(ModelState state, string result) => Read<CellResult>(PathOf(state, result));

    public void Write(ModelState state, string result, CellResult content) => Write(PathOf(state, result), content);

    public void WriteTraining(ModelState state, TrainingRecord record) => Write(TrainingPath(state), record);

    /// <summary>Where a fine-tuned model, or its adapter, lies.</summary>
    public string ModelFolder(ModelState state) => Path.Combine(_folder, Models, $"{state.Name}.{state.Hash}{(state.KeepsAdapter ? ".adapter" : "")}");

    /// <summary>Where an attempt at a fine-tuning keeps its resume point. Attempts have a folder each, so that one that is late disturbs no other.</summary>
    public string RunFolder(ModelState state, int attempt) =>
        Path.Combine(RunsOf(state), attempt.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>The folder of all attempts at a fine-tuning.</summary>
    public string RunsOf(ModelState state) => ModelFolder(state) + RunEnding;

    /// <summary>Removes a fine-tuned model; it may be gone already.</summary>
    public void DropModel(ModelState state) => Remove(ModelFolder(state));

    public void DropRuns(ModelState state) => Remove(RunsOf(state));

    /// <summary>Removes what killed processes were writing, and runs that were begun under other settings; to be called when every result is there.</summary>
    public void DeleteLeftovers()
    {
        foreach (string folder in ((string[])[Results, Models, "claims", "tasks", "adapters"]).Select(p => Path.Combine(_folder, p)).Where(Directory.Exists))
        {
            string[] folders = [.. Directory.GetDirectories(folder, "*.tmp", SearchOption.AllDirectories)];
            foreach (string directory in folders.Concat(Directory.GetDirectories(folder, "*" + RunEnding)))
            {
                Delete(directory);
            }

            DeleteFiles(folder, SearchOption.AllDirectories);
        }

        DeleteFiles(_folder, SearchOption.TopDirectoryOnly);
    }

    private static void DeleteFiles(string folder, SearchOption depth)
    {
        foreach (string file in Directory.GetFiles(folder, "*.tmp", depth))
        {
            try
            {
                File.Delete(file);
            }
            catch (DirectoryNotFoundException)
            {
            }
        }
    }

    private static T Read<T>(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return JsonSerializer.Deserialize<T>(stream, s_options) ?? throw new JsonException("null");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new AmuroException($"Stored result '{path}': expected a result of this study, found: {e.Message}; delete the file to compute it again", e);
        }
    }

    // Results are immutable: the first one stays, and one that comes late is the same.
    private static void Write<T>(string path, T content)
    {
        if (!File.Exists(path))
        {
            byte[] json = JsonSerializer.SerializeToUtf8Bytes(content, s_options);
            AtomicFile.Write(path, stream => stream.Write(json));
            StudyTelemetry.CountBytes(json.Length);
        }
    }

    // Under another name at once: what is half removed must not look whole. Only one process gets to rename it.
    private static void Remove(string folder)
    {
        string temporary = $"{folder}.{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.Move(folder, temporary);
        }
        catch (DirectoryNotFoundException)
        {
            return;
        }

        Delete(temporary);
    }

    // Another process may be at the same; what stays has a name that nothing reads.
    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
        }
    }

    private string PathOf(ModelState state, string result) => Path.Combine(_folder, Results, state.Name, result + ".json");

    private string TrainingPath(ModelState state) => PathOf(state, $"{TrainingName}.{state.Hash}");
}
