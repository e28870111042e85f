using System.Collections.Immutable;
using System.Text.Json;
using Amuro.Runtime;

namespace Amuro.Results;

/// <summary>What a study, or an importer of another tool's files, found: all that the analyses need.</summary>
public sealed record StudyResults
{
    private const string ScoresFile = "scores.csv";
    private const string ItemsFile = "items.parquet";
    private const string SettingsFile = "settings.json";

    /// <summary>The scores.</summary>
    public required ScoreTable Scores { get; init; }

    /// <summary>The records of single items; empty where only scores are known.</summary>
    public ItemTable Items { get; init; } = ItemTable.Empty;

    /// <summary>How the results came about: seeds, recipes, names, versions.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Names of the model series in scores and items, in ordinal order; the empty name where a series has none.</summary>
    public IReadOnlyList<string> Models =>
        [.. Scores.Select(r => r.Model).Concat(Items.Contexts.Select(c => c.Model)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The scores and items of one model series: the analyses take one at a time.</summary>
    /// <param name="model">One of <see cref="Models"/>.</param>
    /// <returns>Results with the same settings.</returns>
    /// <exception cref="AmuroException">There is no such series.</exception>
    public StudyResults ForModel(string model)
    {
        ArgumentNullException.ThrowIfNull(model);
        IReadOnlyList<string> models = Models;
        return !models.Contains(model, StringComparer.Ordinal) ? throw new AmuroException($"Model: expected one of {Named(models)}, found '{model}'")
            : models.Count == 1 ? this
            : this with { Scores = ScoreTable.From(Scores.Where(r => r.Model == model)), Items = Items.OfModel(model) };
    }

    /// <summary>Names for a message, at most ten.</summary>
    internal static string Named(IReadOnlyList<string> models) =>
        string.Join(", ", models.Take(10).Select(m => $"'{m}'")) + (models.Count > 10 ? ", \u2026" : "");

    /// <summary>Writes <c>scores.csv</c>, <c>items.parquet</c> and <c>settings.json</c>, each whole or not at all.</summary>
    /// <param name="folder">The folder; it is created.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <exception cref="AmuroException">The folder cannot be written.</exception>
    public async Task SaveAsync(string folder, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        await Items.SaveParquetAsync(Path.Combine(folder, ItemsFile), cancellationToken).ConfigureAwait(false);
        var sorted = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string key, string value) in Settings)
        {
            sorted.Add(key, value);
        }

        AtomicFile.Write(Path.Combine(folder, SettingsFile), stream => JsonSerializer.Serialize(stream, sorted, JsonSerializerOptions.Web));
        Scores.SaveCsv(Path.Combine(folder, ScoresFile));
    }

    /// <summary>Reads what <see cref="SaveAsync"/> wrote; only <c>scores.csv</c> must be there.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="AmuroException">No such folder, or a file that is missing or bad.</exception>
    public static async Task<StudyResults> LoadAsync(string folder, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string items = Path.Combine(folder, ItemsFile);
        string settings = Path.Combine(folder, SettingsFile);
        return new StudyResults
        {
            Scores = ScoreTable.LoadCsv(Path.Combine(folder, ScoresFile)),
            Items = File.Exists(items)
                ? await ItemTable.LoadParquetAsync(items, cancellationToken).ConfigureAwait(false)
                : ItemTable.Empty,
            Settings = File.Exists(settings) ? ReadSettings(settings) : ImmutableSortedDictionary<string, string>.Empty,
        };
    }

    private static ImmutableSortedDictionary<string, string> ReadSettings(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(StrictText.Read(path), JsonSerializerOptions.Web)?.ToImmutableSortedDictionary(StringComparer.Ordinal)
                ?? throw new JsonException("null");
        }
        catch (JsonException error)
        {
            throw new AmuroException($"{path}: expected a JSON object of texts, found: {StrictText.Shorten(error.Message)}", error);
        }
    }
}
