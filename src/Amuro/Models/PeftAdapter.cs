using Amuro.Checkpoints;
using Amuro.Checkpoints.Pickle;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Models;

/// <summary>A LoRA adapter as PEFT saves it (LoRA, rsLoRA, DoRA): a folder with its config and its two small matrices per layer.</summary>
/// <remarks>Source: peft 0.21.2, tuners/lora/layer.py and dora.py.</remarks>
public sealed class PeftAdapter
{
    private const string ConfigName = "adapter_config.json";
    private readonly PeftOptions _options;

    private PeftAdapter(string folder, PeftOptions options, IReadOnlyList<PeftTarget> targets)
    {
        Folder = folder;
        _options = options;
        Targets = [.. targets.Select(t => t.Module)];
        ParameterCount = targets.Sum(t => t.Parameters);
    }

    /// <summary>Full path of the folder.</summary>
    public string Folder { get; }

    /// <summary>Rank of the matrices where <c>rank_pattern</c> says nothing else.</summary>
    public int Rank => _options.Rank;

    /// <summary><c>lora_alpha</c>: the change is this / rank (rsLoRA: / square root of rank) times B A.</summary>
    public double Alpha => _options.Alpha;

    /// <summary>Whether the scale divides by the square root of the rank (rsLoRA).</summary>
    public bool RankStabilized => _options.RankStabilized;

    /// <summary>Whether magnitudes are learned beside the change (DoRA).</summary>
    public bool HasMagnitudes => _options.Magnitudes;

    /// <summary>Names of the adapted layers, for example <c>model.layers.0.self_attn.q_proj</c>, in order of names.</summary>
    public IReadOnlyList<string> Targets { get; }

    /// <summary>Number of the adapter's own parameters.</summary>
    public long ParameterCount { get; }

    /// <summary>Reads and checks an adapter; its weights are read when they are merged.</summary>
    /// <param name="folder">A folder with <c>adapter_config.json</c> and <c>adapter_model.safetensors</c> (or <c>.bin</c>).</param>
    /// <exception cref="AmuroException">
    /// A file is missing or damaged, or the adapter uses options that are not supported; all of them in one message, by name.
    /// </exception>
    public static PeftAdapter Load(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        string config = Path.Combine(full, ConfigName);
        PeftOptions options = PeftOptions.Read(config);
        using IWeightFile file = OpenWeights(full);
        return new PeftAdapter(full, options, PeftTarget.In(file, options));
    }

    /// <summary>
    /// Adds the change to the weights of a model, which is then used, saved and trained like any other. The sums are made in
    /// float32 (float64 for a float64 model) and rounded once to the type of the model. It cannot be taken back.
    /// </summary>
    /// <param name="model">The model that the adapter was trained on. Nothing is changed if the adapter does not fit.</param>
    /// <exception cref="AmuroException">The adapter does not fit the model; all problems in one message.</exception>
    public void MergeInto(DecoderModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        using IWeightFile file = OpenWeights(Folder);
        IReadOnlyList<PeftTarget> targets = PeftTarget.In(file, _options);
        string[] problems = [.. targets.Select(t => t.Problem(model, _options)).OfType<string>()];
        if (problems.Length > 0)
        {
            throw new AmuroException($"{Folder}: the adapter does not fit the model: {string.Join("; ", problems)}.");
        }

        using IDisposable none = no_grad();
        foreach (PeftTarget target in targets)
        {
            using DisposeScope scope = NewDisposeScope();
            Merge(model, file, target);
        }
    }

    /// <summary>The whole adapter in memory.</summary>
    internal LoraAdapter Read()
    {
        using IWeightFile file = OpenWeights(Folder);
        IReadOnlyList<PeftTarget> targets = PeftTarget.In(file, _options);
        double scale = Alpha / (RankStabilized ? Math.Sqrt(Rank) : Rank);
        string[] others = [.. targets.Where(t => t.Rank != Rank || _options.ScaleOf(t.Module, t.Rank) != scale).Select(t => t.Module)];
        if (others.Length > 0)
        {
            throw new AmuroException(
                $"{Folder}: rank_pattern, alpha_pattern: expected one rank and alpha for all layers to train on, found others for {string.Join(", ", others.Take(5))}.");
        }

        using DisposeScope scope = NewDisposeScope();
        return new LoraAdapter(
            Rank,
            Alpha,
            RankStabilized,
            _options.InputFirst,
            Targets,
            targets.SelectMany(t => (WeightInfo?[])[t.A, t.B, t.Magnitude]).OfType<WeightInfo>()
                .Select(w => LoraWeights.Of(w.Name[PeftTarget.Prefix.Length..], Read(file, w))));
    }

    private static Tensor Read(IWeightFile file, WeightInfo info)
    {
        Tensor stored = empty([.. info.Shape], dtype: WeightLoader.TypeOf(info.Type)!.Value);
        file.Read(info.Name, 0, stored.bytes);
        return stored;
    }

    private void Merge(DecoderModel model, IWeightFile file, PeftTarget target)
    {
        ScalarType type = model.Type == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        Tensor Get(WeightInfo info) => Read(file, info).to(type).to(model.Device);
        using Scalar scale = _options.ScaleOf(target.Module, target.Rank);
        LoraMerge.Into(
            model.Parameters[target.WeightName],
            _options.InputFirst,
            Get(target.A),
            Get(target.B),
            scale,
            target.Magnitude is null ? null : Get(target.Magnitude));
    }

    private static IWeightFile OpenWeights(string folder)
    {
        string safe = Path.Combine(folder, "adapter_model.safetensors"), pickled = Path.Combine(folder, "adapter_model.bin");
        return File.Exists(safe) || !File.Exists(pickled) ? SafetensorsFile.Open(safe) : TorchFile.Open(pickled);
    }
}
