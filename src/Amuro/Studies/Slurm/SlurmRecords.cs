using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Amuro.Runtime;

namespace Amuro.Studies.Slurm;

/// <summary>
/// What was submitted for a study: <c>slurm/wave-N.json</c>. A wave is written before its first job is submitted and again with the number of
/// each; only one process can begin a wave, so two that follow the same study do not submit the same jobs.
/// </summary>
internal sealed class SlurmRecords
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly string _studyFolder;
    private readonly string _folder;
    private readonly SortedDictionary<int, IReadOnlyList<SlurmArray>> _waves = [];

    public SlurmRecords(string studyFolder)
    {
        _studyFolder = studyFolder;
        _folder = Path.Combine(studyFolder, SlurmArray.FolderName);
        Study = NameOfStudy();
        Reload();
    }

    /// <summary>Tells the jobs of this folder from those of all others: in the name of each.</summary>
    public string Study { get; }

    /// <summary>Number of the next wave.</summary>
    public int Next => _waves.Count == 0 ? 1 : _waves.Keys.Max() + 1;

    /// <summary>All arrays, in the order in which they were planned.</summary>
    public IEnumerable<SlurmArray> Arrays => _waves.Values.SelectMany(w => w);

    /// <summary>Reads what other processes have written meanwhile.</summary>
    public void Reload()
    {
        foreach (string path in Directory.EnumerateFiles(_folder, "wave-*.json"))
        {
            if (int.TryParse(Path.GetFileNameWithoutExtension(path)["wave-".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            {
                _waves[number] = Read(path);
            }
        }
    }

    /// <summary>Begins a wave: writes its scripts' cells and its record.</summary>
    /// <returns>False: another process has begun this wave; its arrays are read.</returns>
    public bool TryBegin(IReadOnlyList<SlurmArray> arrays)
    {
        int number = Next;
        foreach (SlurmArray array in arrays)
        {
            AtomicFile.WriteText(array.CellsPath(_studyFolder), array.CellsText);
        }

        if (!TryCreate(PathOf(number), JsonSerializer.Serialize(arrays, s_options)))
        {
            Reload();
            return false;
        }

        _waves[number] = arrays;
        return true;
    }

    /// <summary>Replaces the record of an array by a changed one.</summary>
    public void Update(SlurmArray changed)
    {
        int number = _waves.First(w => w.Value.Any(a => a.Name == changed.Name)).Key;
        SlurmArray[] arrays = [.. _waves[number].Select(a => a.Name == changed.Name ? changed : a)];
        AtomicFile.WriteText(PathOf(number), JsonSerializer.Serialize(arrays, s_options));
        _waves[number] = arrays;
    }

    private string PathOf(int number) => Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"wave-{number:0000}.json"));

    private string NameOfStudy()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "logs"));
        string path = Path.Combine(_folder, "name");
        TryCreate(path, $"amuro-{Guid.NewGuid().ToString("N")[..10]}");
        return File.ReadAllText(path).Trim();
    }

    // Whole, or not at all, and by one process only.
    private static bool TryCreate(string path, string text)
    {
        if (File.Exists(path))
        {
            return false;
        }

        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        File.WriteAllText(temporary, text);
        try
        {
            File.Move(temporary, path, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(temporary);
            return false;
        }
    }

    private static IReadOnlyList<SlurmArray> Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<SlurmArray[]>(File.ReadAllBytes(path), s_options) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new AmuroException($"{path}: expected a record of submitted jobs, found: {e.Message}", e);
        }
    }
}
