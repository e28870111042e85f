using System.Text.Json;
using Amuro.Checkpoints;
using Amuro.Models.Families;

namespace Amuro.Models;

/// <summary>Shape and constants of a decoder, whatever family it is of.</summary>
/// <remarks>Defaults are those of a new model; what a <c>config.json</c> leaves out takes the defaults of its family.</remarks>
public sealed record DecoderConfig
{
    private readonly bool? _attentionOutputBias;

    /// <summary>
    /// The family, <c>model_type</c> of <c>config.json</c>: llama, olmo, olmo2, olmo3, gpt_neox, qwen2, qwen3, gpt2 or mistral.
    /// It fixes kind and place of the norms; an option that its files cannot express is refused. Default <c>llama</c>.
    /// </summary>
    public string Family { get; init; } = "llama";

    /// <summary>Rows of the embedding.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Width of the residual stream.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Number of blocks.</summary>
    public required int Layers { get; init; }

    /// <summary>Query heads.</summary>
    public required int Heads { get; init; }

    /// <summary>Width between the two matrices of the MLP.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>Key and value heads; each serves <see cref="Heads"/> / this many query heads. Default: <see cref="Heads"/>.</summary>
    public int KeyValueHeads
    {
        get => field == 0 ? Heads : field;
        init;
    }

    /// <summary>Width of a head. Default: <see cref="HiddenSize"/> / <see cref="Heads"/>.</summary>
    public int HeadDim
    {
        get => field == 0 && Heads > 0 ? HiddenSize / Heads : field;
        init;
    }

    /// <summary>Longest sequence in tokens. Default 2048.</summary>
    public int MaxPositions { get; init; } = 2048;

    /// <summary>Added to the mean square or variance in norms. Default 1e-6.</summary>
    public double NormEpsilon { get; init; } = 1e-6;

    /// <summary>Base of the rotary frequencies. Default 10000.</summary>
    public double RopeTheta { get; init; } = 10000;

    /// <summary>Scaling of the rotary frequencies. Default: none.</summary>
    public RopeScaling? RopeScaling { get; init; }

    /// <summary>Whether the output matrix is the embedding. Default false.</summary>
    public bool TieEmbeddings { get; init; }

    /// <summary>Share of each head's dimensions that turns, the first ones. Default 1.</summary>
    public double RotaryShare { get; init; } = 1;

    /// <summary>A token sees so many tokens back, its own included, in <see cref="SlidingLayers"/>. Default: all.</summary>
    public int? SlidingWindow { get; init; }

    /// <summary>The layers with a <see cref="SlidingWindow"/>, where it is set. Default: all.</summary>
    public LayerSet? SlidingLayers { get; init; }

    /// <summary>
    /// Base of the rotary frequencies in <see cref="SlidingLayers"/>; where it is set, <see cref="SlidingRopeScaling"/> holds
    /// there too. Default: all layers use <see cref="RopeTheta"/> and <see cref="RopeScaling"/>.
    /// </summary>
    public double? SlidingRopeTheta { get; init; }

    /// <summary>Scaling of the rotary frequencies in <see cref="SlidingLayers"/> if they have a base of their own. Default: none.</summary>
    public RopeScaling? SlidingRopeScaling { get; init; }

    /// <summary>Whether q, k and v have biases. Default false.</summary>
    public bool AttentionBias { get; init; }

    /// <summary>Whether o has a bias. Default: <see cref="AttentionBias"/>.</summary>
    public bool AttentionOutputBias
    {
        get => _attentionOutputBias ?? AttentionBias;
        init => _attentionOutputBias = value;
    }

    /// <summary>Whether the matrices of the MLP have biases. Default false.</summary>
    public bool MlpBias { get; init; }

    /// <summary>The function in the MLP. Default <see cref="Activation.Silu"/>.</summary>
    public Activation Activation { get; init; }

    /// <summary>Bound of the absolute values of q, k and v. Default: none.</summary>
    public double? ClipQueryKeyValue { get; init; }

    /// <summary>Whether attention and MLP of a block read the same input. Default false: the MLP reads what attention adds to.</summary>
    public bool ParallelResidual { get; init; }

    /// <summary>Standard deviation of the first weights. Default 0.02.</summary>
    public double InitializerRange { get; init; } = 0.02;

    /// <summary>The padding token: its embedding gets no gradient from the input side. Default: none.</summary>
    public int? PadId { get; init; }

    /// <summary>The token that begins a text. Default: none.</summary>
    public int? BosId { get; init; }

    /// <summary>The token that ends a text. Default: none.</summary>
    public int? EosId { get; init; }

    /// <summary>The file this was read from, as text, so that keys unknown here survive saving.</summary>
    internal string? SourceJson { get; init; }

    /// <summary>Reads a <c>config.json</c> in the spelling of transformers 4 or 5.</summary>
    /// <param name="configJsonPath">The file.</param>
    /// <exception cref="AmuroException">The family is unknown, or values are missing or impossible; all problems in one message.</exception>
    public static DecoderConfig Read(string configJsonPath)
    {
        ArgumentNullException.ThrowIfNull(configJsonPath);
        JsonElement root = ConfigFile.Read(configJsonPath);
        var reader = new ConfigReader(root);
        string type = reader.Text("model_type") ?? "";
        ModelFamily? family = ModelFamily.Find(type);
        if (family is null)
        {
            throw new AmuroException(
                $"{configJsonPath}: model_type: expected one of {ModelFamily.KnownNames}, found \"{type}\".");
        }

        DecoderConfig config = family.Read(reader) with { Family = type, SourceJson = root.GetRawText() };
        string[] problems = [.. reader.Problems.Distinct(), .. reader.Problems.Count == 0 ? config.Problems() : []];
        return problems.Length == 0
            ? config
            : throw new AmuroException($"{configJsonPath}: {string.Join("; ", problems)}.");
    }

    /// <summary>Dimensions of each head that turn.</summary>
    internal int RotaryDimension => (int)(HeadDim * RotaryShare);

    /// <summary>Whether a layer sees only the last <see cref="SlidingWindow"/> tokens.</summary>
    internal bool Slides(int layer) => SlidingWindow is not null && (SlidingLayers?.Contains(layer) ?? true);

    /// <summary>What is wrong with the values; empty if nothing is.</summary>
    internal IEnumerable<string> Problems() => DecoderConfigCheck.Problems(this);
}
