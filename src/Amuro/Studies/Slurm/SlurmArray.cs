using System.Globalization;
using System.Text.Json.Serialization;

namespace Amuro.Studies.Slurm;

/// <summary>A job array that is to be submitted, or was: the record of it that lies in the study's folder.</summary>
internal sealed record SlurmArray
{
    /// <summary>The folder of scripts, logs and records within the study's.</summary>
    public const string FolderName = "slurm";

    /// <summary>The name of the job, by which it is found again if its number was never written down.</summary>
    public required string Name { get; init; }

    /// <summary>What its elements do.</summary>
    public required CellStage Stage { get; init; }

    /// <summary>Name of the array whose elements come before those of the same index here; null: they may start at once.</summary>
    public string? After { get; init; }

    /// <summary>The attempt, for all its cells: above all that were made at any of them.</summary>
    public required int Attempt { get; init; }

    /// <summary>Number of the array; null until SLURM has said it.</summary>
    public long? JobId { get; init; }

    public required IReadOnlyList<SlurmPlace> Elements { get; init; }

    /// <summary>Whether the array was given up: SLURM never had it.</summary>
    public bool Dropped { get; init; }

    public string ScriptPath(string folder) => Path.Combine(folder, FolderName, Name + ".sh");

    public string CellsPath(string folder) => Path.Combine(folder, FolderName, Name + ".cells");

    public (string Folder, string File) LogPattern(string folder) => (Path.Combine(folder, FolderName, "logs"), Name + "-%a.log");

    public string LogPath(string folder, int index) =>
        Path.Combine(folder, FolderName, "logs", string.Create(CultureInfo.InvariantCulture, $"{Name}-{index}.log"));

    /// <summary>Line i of the cells file: what element i computes.</summary>
    [JsonIgnore]
    public string CellsText
    {
        get
        {
            string[] lines = new string[Elements.Max(e => e.Index) + 1];
            foreach (SlurmPlace element in Elements)
            {
                lines[element.Index] = string.Join(' ', element.Cells);
            }

            return string.Concat(lines.Select(l => l + "\n"));
        }
    }
}

/// <summary>One element of an array, and the cells that it computes.</summary>
internal sealed record SlurmPlace(int Index, IReadOnlyList<string> Cells);
