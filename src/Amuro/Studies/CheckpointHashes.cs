using System.Collections.Concurrent;
using Amuro.Checkpoints;
using Amuro.Runtime;

namespace Amuro.Studies;

/// <summary>The content of a checkpoint in one hash: weights, config and tokenizer. Each folder is read once.</summary>
internal sealed class CheckpointHashes(Func<Checkpoint, string> tokenizerPath)
{
    private static readonly string[] s_files = ["tokenizer_config.json", "special_tokens_map.json"];
    private readonly ConcurrentDictionary<string, Lazy<string>> _hashes = [];

    public string Of(Checkpoint checkpoint) =>
        _hashes.GetOrAdd(checkpoint.Folder, _ => new Lazy<string>(() => Compute(checkpoint))).Value;

    private string Compute(Checkpoint checkpoint)
    {
        string tokenizer = tokenizerPath(checkpoint);
        return ContentHash.Of(
            [checkpoint.Fingerprint(), Content(checkpoint.ConfigPath), Content(tokenizer), .. s_files.Select(f => Content(Path.Combine(Path.GetDirectoryName(tokenizer)!, f)))]);
    }

    private static byte[]? Content(string path) => File.Exists(path) ? File.ReadAllBytes(path) : null;
}
