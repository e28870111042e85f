using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Amuro.Checkpoints;
using Amuro.Runtime;
using Amuro.Tasks;
using Amuro.Training;
using TorchSharp;

namespace Amuro.Studies.Description;

/// <summary>Writes a study into its folder and reads it back: <c>study.json</c>, and each task once as <c>tasks/HASH.json</c>.</summary>
internal static class StudyFile
{
    private const string Name = "study.json";
    private const string Tasks = "tasks";

    /// <summary>Writes the study; one that was there is replaced as a whole.</summary>
    /// <exception cref="AmuroException">The folder cannot be written.</exception>
    public static void Write(Study study, IEnumerable<Checkpoint> checkpoints, string folder)
    {
        string full = Path.GetFullPath(folder);
        JsonSerializerOptions options = PlainData.OptionsFor(full);
        StudyDocument document = new()
        {
            Format = StudyDocument.KnownFormat,
            Version = StudyDocument.KnownVersion,
            Checkpoints = [.. checkpoints.Select(c => new CheckpointDocument(Relative(full, c.Folder), c.Step))],
            Tokenizer = study.SeriesTokenizer() is { } tokenizer ? Relative(full, tokenizer) : null,
            Tunings = [.. study.Tunings.Select(t => new TuningDocument(t.Name, WriteTask(full, t.On, options), t.Tuner.Recipe))],
            Tasks = [.. study.Tasks.Select(t => WriteTask(full, t, options))],
            Seeds = study.Seeds,
            Evaluator = study.Evaluator,
            Device = study.Device.ToString(),
            Kept = study.Kept,
            Retries = study.Retries,
            Workers = study.Workers,
            MemoryBudget = study.MemoryBudget,
            Heartbeat = study.Timing.Beat,
            Patience = study.Timing.Patience,
        };
        byte[] content = JsonSerializer.SerializeToUtf8Bytes(document, options);
        string path = Path.Combine(full, Name);
        if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
        {
            AtomicFile.Write(path, stream => stream.Write(content));
        }
    }

    /// <summary>Reads the study of a folder.</summary>
    /// <exception cref="AmuroException">There is none, it is of another version, or a file that it needs is missing or damaged.</exception>
    public static Study Read(string folder)
    {
        string full = Path.GetFullPath(folder);
        string path = Path.Combine(full, Name);
        JsonSerializerOptions options = PlainData.OptionsFor(full);
        StudyDocument document = Read<StudyDocument>(path, File.Exists(path) ? File.ReadAllBytes(path) : null, options);
        if ((document.Format, document.Version) != (StudyDocument.KnownFormat, StudyDocument.KnownVersion))
        {
            throw new AmuroException(string.Create(
                CultureInfo.InvariantCulture,
                $"{path}: expected format {StudyDocument.KnownFormat}, version {StudyDocument.KnownVersion}, found {document.Format}, version {document.Version}"));
        }

        Dictionary<string, TaskDefinition> tasks = document.Tasks.Concat(document.Tunings.Select(t => t.Task)).Distinct()
            .ToDictionary(hash => hash, hash => ReadTask(full, hash, options));
        string? tokenizer = document.Tokenizer is { } relative ? Path.Combine(full, relative) : null;
        Study study = Study.Of([.. document.Checkpoints.Select(c => Checkpoint.FromFolder(Path.Combine(full, c.Folder), c.Step))], () => tokenizer);
        foreach (TuningDocument tuning in document.Tunings)
        {
            study = study.FineTune(new FineTuner(tuning.Recipe), tasks[tuning.Task], tuning.Name);
        }

        study = study.Evaluate(document.Tasks.Select(hash => tasks[hash])).WithEvaluator(document.Evaluator).WithSeeds(document.Seeds)
            .WithDevice(StudyDevice.TryParse(document.Device) is { } device ? device.ToString() : throw new AmuroException($"{path}: device: expected a name such as cpu or cuda:0, found '{document.Device}'"))
            .WithKeptModels(document.Kept).WithRetries(document.Retries)
            .WithTiming(new(document.Heartbeat, document.Patience));
        study = document.Workers is { } workers ? study.WithWorkers(workers) : study;
        return document.MemoryBudget is { } budget ? study.WithMemoryBudget(budget) : study;
    }

    private static string WriteTask(string folder, TaskDefinition task, JsonSerializerOptions options)
    {
        byte[] content = JsonSerializer.SerializeToUtf8Bytes(task, options);
        string hash = HashOf(content), path = PathOfTask(folder, hash);
        if (!File.Exists(path))
        {
            AtomicFile.Write(path, stream => stream.Write(content));
        }

        return hash;
    }

    private static TaskDefinition ReadTask(string folder, string hash, JsonSerializerOptions options)
    {
        string path = PathOfTask(folder, hash);
        byte[]? content = File.Exists(path) ? File.ReadAllBytes(path) : null;
        return content is null || HashOf(content) == hash
            ? Read<TaskDefinition>(path, content, options)
            : throw new AmuroException($"{path}: expected the task that its name is the hash of, found another content");
    }

    private static T Read<T>(string path, byte[]? content, JsonSerializerOptions options)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(content ?? throw new JsonException("no such file (checkpoints that are still being made are described when the last one is there)"), options) ?? throw new JsonException("null");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new AmuroException($"{path}: expected what RunAsync writes of a study, found: {StrictText.Shorten(e.Message)}", e);
        }
    }

    private static string HashOf(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content))[..24];

    private static string PathOfTask(string folder, string hash) => Path.Combine(folder, Tasks, hash + ".json");

    // A folder that is moved takes what lies in it along.
    private static string Relative(string folder, string path)
    {
        string relative = Path.GetRelativePath(folder, path);
        return Path.IsPathRooted(relative) || relative.StartsWith("..", StringComparison.Ordinal) ? path : relative.Replace('\\', '/');
    }
}
