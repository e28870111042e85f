using System.Text.Json;
using Amuro.Checkpoints.Hub;

namespace Amuro.Checkpoints;

/// <summary>One saved state of a model: a folder with a config and weights. Weights are read only when asked for.</summary>
public sealed class Checkpoint
{
    private readonly Lazy<string> _fingerprint;

    private readonly LazyFolder _folder;
    private readonly Lazy<string> _modelType;

    private Checkpoint(LazyFolder folder, string name, long step)
    {
        _folder = folder;
        Name = name;
        Step = step;
        _modelType = new Lazy<string>(() => Examine(Folder), LazyThreadSafetyMode.PublicationOnly);
        Tokens = StepName.Tokens(name);
        _fingerprint = new Lazy<string>(() =>
        {
            using WeightFiles files = OpenWeights();
            return FingerprintCache.Default.Get(files);
        });
    }

    /// <summary>Name of the folder, or of the revision of the hub.</summary>
    public string Name { get; }

    /// <summary>Optimiser steps of pre-training up to this state.</summary>
    public long Step { get; }

    /// <summary>Tokens seen up to this state if the folder's name says so (<c>step1000-tokens4B</c>), else null.</summary>
    public long? Tokens { get; }

    /// <summary>Full path of the folder. Of a checkpoint on the hub: downloads it first if that has not been done (see <see cref="DownloadAsync"/>).</summary>
    /// <exception cref="AmuroException">The download failed; the next use tries again.</exception>
    public string Folder => _folder.Path;

    /// <summary>Whether the folder is known without a download: always so for a folder, for a checkpoint on the hub after its first use.</summary>
    public bool IsHere => _folder.IsHere;

    /// <summary>Where it is, without downloading anything: for messages.</summary>
    internal string Source => _folder.Source;

    /// <summary>The family of models, <c>model_type</c> of <c>config.json</c>, for example <c>llama</c>.</summary>
    public string ModelType => _modelType.Value;

    /// <summary>Full path of <c>config.json</c>, or of the OLMo trainer's <c>config.yaml</c> where that is what the folder has.</summary>
    public string ConfigPath => ConfigFile.PathIn(Folder);

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
    /// <param name="folder">A folder in the layout of Hugging Face (weights as safetensors or <c>.bin</c>) or of the OLMo trainer.</param>
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

        var checkpoint = new Checkpoint(new LazyFolder(full), name, number);
        _ = checkpoint.ModelType;
        return checkpoint;
    }

    /// <summary>
    /// Takes a revision of a model on a hub as a checkpoint. Nothing is downloaded until <see cref="DownloadAsync"/> or the first use of the folder.
    /// </summary>
    /// <param name="repository">The repository, for example <c>"EleutherAI/pythia-70m"</c>.</param>
    /// <param name="revision">A branch, a tag or a commit. Default <c>main</c>.</param>
    /// <param name="step">Steps of pre-training. Default: read from the revision's name as from a folder's.</param>
    /// <param name="client">Default <see cref="HubClient.Default"/>; it must not be disposed of before the download.</param>
    /// <exception cref="AmuroException">The step is neither given nor in the name, or negative, or the revision cannot be a name.</exception>
    public static Checkpoint FromHub(HubRepository repository, string revision = "main", long? step = null, HubClient? client = null)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(revision);
        var steps = new Dictionary<string, long>();
        if (step is not null)
        {
            steps[revision] = step.Value;
        }

        return new HubSeries(repository, client ?? HubClient.Default).Of([(revision, null)], steps)[0];
    }

    internal static Checkpoint FromHub(HubPlace place, long step, HubClient client, Action<Checkpoint> arrived)
    {
        HubNames.Revision(new HubPlace(place.Repository), place.Revision!);
        return step < 0
            ? throw new AmuroException($"{place}: expected a step of at least 0, found {step}.")
            : new Checkpoint(new LazyFolder(place.ToString(), DownloadAsync), place.Revision!, step);

        async Task<string> DownloadAsync(IProgress<HubProgress>? progress, CancellationToken cancellationToken)
        {
            string folder = await client.DownloadCheckpointAsync(place, progress, cancellationToken).ConfigureAwait(false);
            var checkpoint = new Checkpoint(new LazyFolder(folder), place.Revision!, step);
            _ = checkpoint.ModelType;
            arrived(checkpoint);
            return folder;
        }
    }

    /// <summary>Brings a checkpoint of the hub to this machine, or finds it in the cache. A folder is here already.</summary>
    /// <param name="progress">Told about received bytes.</param>
    /// <param name="cancellationToken">Stops the download; what was received is kept and continued next time.</param>
    /// <exception cref="AmuroException">
    /// The download failed, it is no checkpoint, or its model type or tokenizer differs from that of the others of its series.
    /// </exception>
    public Task DownloadAsync(IProgress<HubProgress>? progress = null, CancellationToken cancellationToken = default) =>
        _folder.GetAsync(progress, cancellationToken);

    /// <summary>Opens and checks the weight files.</summary>
    /// <exception cref="AmuroException">A file is missing or damaged.</exception>
    public WeightFiles OpenWeights() => WeightFiles.Open(Folder);

    /// <summary>
    /// SHA-256 over all weights in lower-case hexadecimal: computed at the first call, the same for one file and for shards.
    /// It is remembered in the user's cache folder as long as the files keep their names, sizes and times.
    /// </summary>
    /// <exception cref="AmuroException">A file is missing or damaged.</exception>
    public string Fingerprint() => _fingerprint.Value;

    /// <inheritdoc/>
    public override string ToString() => $"{Name} (step {Step})";

    // The model type of a folder that holds a checkpoint.
    private static string Examine(string folder)
    {
        string config = ConfigFile.PathIn(folder);
        JsonElement root = ConfigFile.Read(config);
        if (!root.TryGetProperty("model_type", out JsonElement type) || type.ValueKind != JsonValueKind.String)
        {
            throw new AmuroException($"{config}: expected a text model_type, found none.");
        }

        return WeightFiles.ExistIn(folder)
            ? type.GetString()!
            : throw new AmuroException($"{folder}: expected {WeightFiles.Expected}, found none of them.");
    }
}
