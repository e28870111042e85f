using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Amuro.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Models;

/// <summary>
/// A LoRA adapter in memory (LoRA, rsLoRA, DoRA), as training leaves it: it can be saved in PEFT's format, merged into a model,
/// or trained on. It never changes.
/// </summary>
public sealed class LoraAdapter
{
    private readonly ImmutableArray<LoraWeights> _weights;
    private readonly Dictionary<string, LoraWeights> _byName;

    internal LoraAdapter(int rank, double alpha, bool rankStabilized, bool inputFirst, IEnumerable<string> modules, IEnumerable<LoraWeights> weights)
    {
        (Rank, Alpha, RankStabilized, InputFirst) = (rank, alpha, rankStabilized, inputFirst);
        Modules = [.. modules.Order(StringComparer.Ordinal)];
        _weights = [.. weights.OrderBy(w => w.Name, StringComparer.Ordinal)];
        _byName = _weights.ToDictionary(w => w.Name, StringComparer.Ordinal);
    }

    /// <summary>Rank of every pair of matrices.</summary>
    public int Rank { get; }

    /// <summary>The change is this / rank (rsLoRA: / square root of rank) times B A.</summary>
    public double Alpha { get; }

    /// <summary>Whether the scale divides by the square root of the rank (rsLoRA).</summary>
    public bool RankStabilized { get; }

    /// <summary>Whether magnitudes are learned beside the change (DoRA).</summary>
    public bool HasMagnitudes => _weights.Any(w => w.Shape.Length == 1);

    /// <summary>Names of the adapted layers, for example <c>model.layers.0.self_attn.q_proj</c>, in order of names.</summary>
    public ImmutableArray<string> Modules { get; }

    /// <summary>Number of the adapter's own parameters.</summary>
    public long ParameterCount => _weights.Sum(w => (long)w.Values.Length);

    /// <summary>
    /// SHA-256 of settings, names, shapes and numbers, as hexadecimal digits: adapters that are the same have the same, so a
    /// record of the settings of a run tells from which adapter it started.
    /// </summary>
    public string ContentHash => Fingerprint();

    /// <summary>What must agree for training to go on.</summary>
    internal string Kind => FormattableString.Invariant($"{Rank}, {Alpha}, {RankStabilized} and {HasMagnitudes}");

    internal double Scale => Alpha / (RankStabilized ? Math.Sqrt(Rank) : Rank);

    /// <summary>Whether the adapted weights are stored [in, out], as GPT-2's are.</summary>
    internal bool InputFirst { get; }

    internal ImmutableArray<LoraWeights> Weights => _weights;

    /// <summary>Reads an adapter in PEFT's format.</summary>
    /// <param name="folder">A folder with <c>adapter_config.json</c> and <c>adapter_model.safetensors</c> (or <c>.bin</c>).</param>
    /// <exception cref="AmuroException">
    /// A file is missing or damaged, or the adapter uses options that are not supported, such as ranks that differ between layers.
    /// </exception>
    public static LoraAdapter Load(string folder) => PeftAdapter.Load(folder).Read();

    /// <summary>
    /// Writes <c>adapter_config.json</c> and <c>adapter_model.safetensors</c> as peft 0.21.2 does, each whole or not at all.
    /// </summary>
    /// <param name="folder">The folder; made if it is not there, files of these names are replaced.</param>
    /// <param name="baseModel">Name or path of the model it was trained on, for whoever loads it. Default: none.</param>
    /// <exception cref="AmuroException">A file cannot be written.</exception>
    public void Save(string folder, string? baseModel = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        PeftWriter.Write(this, folder, baseModel);
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
        string[] problems = [.. Problems(model)];
        if (problems.Length > 0)
        {
            throw new AmuroException($"LoraAdapter: the adapter does not fit the model: {string.Join("; ", problems)}.");
        }

        using IDisposable none = no_grad();
        using Scalar scale = Scale;
        ScalarType type = model.Type == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        foreach (string module in Modules)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor Get(string suffix) => _byName[module + suffix].ToTensor(type, model.Device);
            LoraMerge.Into(
                model.Parameters[module + ".weight"],
                InputFirst,
                Get(LoraSite.SuffixA),
                Get(LoraSite.SuffixB),
                scale,
                HasMagnitudes ? Get(LoraSite.SuffixMagnitude) : null);
        }
    }

    /// <summary>Its <see cref="ContentHash"/> after the name of the type.</summary>
    public override string ToString() => $"LoraAdapter {ContentHash}";

    /// <summary>Why it does not fit a model.</summary>
    internal IEnumerable<string> Problems(DecoderModel model)
    {
        Dictionary<string, LoraModule> known = LoraModule.AllOf(model.Config).ToDictionary(m => m.Name, StringComparer.Ordinal);
        foreach (string name in Modules)
        {
            long[] found = [_byName[name + LoraSite.SuffixB].Shape[0], _byName[name + LoraSite.SuffixA].Shape[1]];
            if (!known.TryGetValue(name, out LoraModule? module))
            {
                yield return $"{name}: expected a linear layer of the model's blocks, found none of that name";
            }
            else if (found[0] != module.Outputs || found[1] != module.Inputs)
            {
                yield return $"{name}: expected a change of {WeightInfo.Describe([module.Outputs, module.Inputs])}, found {WeightInfo.Describe(found)}";
            }
        }
    }

    private string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{Rank} {Alpha:R} {RankStabilized} {InputFirst}")));
        foreach (LoraWeights weights in _weights)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"\n{weights.Name} {string.Join(' ', weights.Shape)}\n"));
            hash.AppendData(MemoryMarshal.AsBytes<float>(weights.Values));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
