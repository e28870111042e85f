using System.Security.Cryptography;
using System.Text.Json;
using Amuro.Models;
using Amuro.Runtime;

namespace Amuro.Training;

/// <summary>What the result of a run depends on, so that no run goes on from the resume point of another.</summary>
/// <param name="Numerics">Version of the code's numerics.</param>
/// <param name="Recipe">The settings by name, but for those that change no bit.</param>
/// <param name="Inputs">Hashes of the examples, their order, the held-out examples and the weights before the first step.</param>
internal sealed record RunFingerprint(
    int Numerics, IReadOnlyDictionary<string, string> Recipe, IReadOnlyDictionary<string, string> Inputs)
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static RunFingerprint Of(TrainingRecipe recipe, TrainingData data, DecoderModel model) =>
        new(
            ContentHash.NumericsVersion,
            Settings(recipe),
            new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["training examples"] = Hash(data.Examples),
                ["order of the examples"] = Hash(data.Plan.Steps),
                ["held-out examples"] = Hash(data.HeldOut),
                ["model before the first step"] = HashOf(model),
            });

    /// <summary>What differs in another run, one text each; empty if it is the same run.</summary>
    public IReadOnlyList<string> Differences(RunFingerprint other) =>
    [
        .. Numerics == other.Numerics ? [] : (string[])[$"Amuro's numerics version {other.Numerics}, not {Numerics}"],
        .. Recipe.Keys.Union(other.Recipe.Keys)
            .Where(name => Recipe.GetValueOrDefault(name) != other.Recipe.GetValueOrDefault(name))
            .Select(name => $"{name} {other.Recipe.GetValueOrDefault(name, "none")}, not {Recipe.GetValueOrDefault(name, "none")}"),
        .. Inputs.Where(input => other.Inputs.GetValueOrDefault(input.Key) != input.Value).Select(input => $"another {input.Key}"),
    ];

    private static SortedDictionary<string, string> Settings(TrainingRecipe recipe)
    {
        SortedDictionary<string, string> settings = SettingsText.ByName(recipe);
        // Neither changes a bit of the result.
        settings.Remove(nameof(TrainingRecipe.SaveEvery));
        settings.Remove(nameof(TrainingRecipe.ActivationCheckpointing));
        return settings;
    }

    private static string Hash<T>(IReadOnlyList<T> items)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (T item in items)
        {
            hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(item, s_options));
            hash.AppendData("\n"u8);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string HashOf(DecoderModel model)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(model.Config, s_options));
        TensorBytes.ForEach(model.Parameters.Flat, hash.AppendData);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
