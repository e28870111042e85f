using System.Text.Json;

namespace Amuro.Checkpoints;

/// <summary>One saved state of a model: a folder with <c>config.json</c> and weights. Weights are read only when asked for.</summary>
public sealed class Checkpoint
{
    private readonly Lazy<string> _fingerprint;

    private Checkpoint(string folder, string name, long step, string modelType)
    {
        Folder = folder;
        Name = name;
        Step = step;
        ModelType = modelType;
        Tokens = StepName.Tokens(name);
        _fingerprint = new Lazy<string>(() =>
        {
            using WeightFiles files = OpenWeights();
            return files.Fingerprint();
        });
    }

    /// <summary>Name of the folder.</summary>
    public string Name { get; }

    /// <summary>Optimiser steps of pre-training up to this state.</summary>
    public long Step { get; }

    /// <summary>Tokens seen up to this state if the folder's name says so (<c>step1000-tokens4B</c>), else null.</summary>
    public long? Tokens { get; }

    /// <summary>Full path of the folder.</summary>
    public string Folder { get; }

    /// <summary>The family of models, <c>model_type</c> of <c>config.json</c>, for example <c>llama</c>.</summary>
    public string ModelType { get; }

    /// <summary>Full path of <c>config.json</c>.</summary>
    public string ConfigPath => Path.Combine(Folder, "config.json");

    /// <summary>Full path of <c>tokenizer.json</c>, or null if the folder has none.</summary>
    public string? TokenizerPath
    {
        get
        {
            string path = Path.Combine(Folder, "tokenizer.json");
            return File.Exists(path) ? path : null;
        }
    }

    /// <summary>Takes a folder as a checkpoint.</summary>
    /// <param name="folder">A folder in the layout of Hugging Face.</param>
    /// <param name="step">
    /// Steps of pre-training. Default: read from the folder's name (<c>step1000</c>, <c>step1000-tokens4B</c>,
    /// <c>checkpoint-1000</c>, <c>iter_0001000</c>).
    /// </param>
    /// <exception cref="AmuroException">
    /// The folder, its <c>config.json</c> or its weights are missing, or the step is neither given nor in the name.
    /// </exception>
    public static Checkpoint FromFolder(string folder, long? step = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (!Directory.Exists(full))
        {
            throw new AmuroException($"{full}: expected the folder of a checkpoint, found nothing.");
        }

        string name = Path.GetFileName(full);
        long number = step ?? StepName.Step(name) ?? throw new AmuroException(
            $"{full}: expected a folder named like step1000, checkpoint-1000 or iter_0001000, or an explicit step, found the name \"{name}\".");
        if (number < 0)
        {
            throw new AmuroException($"{full}: expected a step of at least 0, found {number}.");
        }

        string config = Path.Combine(full, "config.json");
        JsonElement root = JsonFile.Read(config);
        if (!root.TryGetProperty("model_type", out JsonElement type) || type.ValueKind != JsonValueKind.String)
        {
            throw new AmuroException($"{config}: expected a text model_type, found none.");
        }

        return WeightFiles.ExistIn(full)
            ? new Checkpoint(full, name, number, type.GetString()!)
            : throw new AmuroException($"{full}: expected model.safetensors or model.safetensors.index.json, found neither.");
    }

    /// <summary>Opens and checks the weight files.</summary>
    /// <exception cref="AmuroException">A file is missing or damaged.</exception>
    public WeightFiles OpenWeights() => WeightFiles.Open(Folder);

    /// <summary>
    /// SHA-256 over all weights in lower-case hexadecimal: computed at the first call, the same for one file and for shards.
    /// </summary>
    /// <exception cref="AmuroException">A file is missing or damaged.</exception>
    public string Fingerprint() => _fingerprint.Value;

    /// <inheritdoc/>
    public override string ToString() => $"{Name} (step {Step})";
}
