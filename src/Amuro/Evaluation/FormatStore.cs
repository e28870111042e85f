using System.Text.Json;
using Amuro.Checkpoints;
using Amuro.Runtime;
using Amuro.Tasks;

namespace Amuro.Evaluation;

/// <summary>
/// Keeps the evaluation of each (checkpoint, task, format) as a file whose name is the hash of all that it was computed from; a
/// file is written under another name first, so one that is there is whole, and several processes may share the folder.
/// </summary>
internal sealed class FormatStore(string folder)
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>What names the evaluation of a checkpoint: weights, config, tokenizer, items, settings, worked examples, format.</summary>
    public static string Key(Checkpoint checkpoint, Evaluator evaluator, PreparedTask prepared) => ContentHash.Of(
        ContentHash.NumericsVersion,
        checkpoint.Fingerprint(),
        File.ReadAllBytes(checkpoint.ConfigPath),
        prepared.Tokenizer.Fingerprint,
        evaluator.SettingsFor(prepared.Task),
        prepared.FewShot,
        prepared.Format,
        prepared.Task.Name,
        prepared.Items.Select(i => (object)new { i.Prompt, i.Example }).ToArray());

    /// <summary>What is kept under a key; null where there is nothing.</summary>
    /// <exception cref="AmuroException">The file cannot be read.</exception>
    public TaskEvaluation? Find(string key)
    {
        string path = PathOf(key);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<TaskEvaluation>(File.ReadAllBytes(path), s_options) ?? throw new JsonException("null");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new AmuroException($"Stored evaluation '{path}': expected one that this program wrote, found: {e.Message}; delete the file to compute it again", e);
        }
    }

    /// <summary>Keeps an evaluation.</summary>
    /// <exception cref="AmuroException">The folder cannot be written.</exception>
    public void Keep(string key, TaskEvaluation evaluation) =>
        AtomicFile.Write(PathOf(key), stream => JsonSerializer.Serialize(stream, evaluation, s_options));

    private string PathOf(string key) => Path.Combine(folder, key + ".json");
}
