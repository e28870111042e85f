using System.Text.Json.Nodes;

namespace Amuro.Models.Families;

/// <summary>
/// Maps one kind of <c>config.json</c> and its weight names onto the decoder. A new family is one file beside this one
/// and one line in <see cref="All"/>.
/// </summary>
internal abstract class ModelFamily
{
    private static readonly ModelFamily[] All =
    [
        new LlamaFamily(),
        new OlmoFamily(),
        new Olmo2Family(),
        new Olmo3Family(),
        new GptNeoXFamily(),
        new Qwen2Family(),
        new Qwen3Family(),
        new Gpt2Family(),
        new MistralFamily(),
    ];

    public static string KnownNames => string.Join(", ", All.Select(f => f.ModelType));

    /// <summary><c>model_type</c> of the config.</summary>
    public abstract string ModelType { get; }

    /// <summary>The first of <c>architectures</c> in a config that is written.</summary>
    public abstract string Architecture { get; }

    /// <summary>What all models of the family have in common.</summary>
    public abstract DecoderTraits Traits { get; }

    /// <summary>Name of the embedding in files.</summary>
    public abstract string EmbeddingName { get; }

    /// <summary>Name of the output matrix in files.</summary>
    public virtual string HeadName => "lm_head.weight";

    public static ModelFamily? Find(string modelType) => All.FirstOrDefault(f => f.ModelType == modelType);

    public static ModelFamily Of(DecoderConfig config) =>
        Find(config.Family) ?? throw new AmuroException($"Family: expected one of {KnownNames}, found \"{config.Family}\".");

    /// <summary>Reads a config; problems go to the reader.</summary>
    public abstract DecoderConfig Read(ConfigReader reader);

    /// <summary>The config with every option that its file cannot express at the value the family fixes.</summary>
    public virtual DecoderConfig Fixed(DecoderConfig config) => config with
    {
        RotaryShare = 1,
        SlidingWindow = null,
        SlidingLayers = null,
        SlidingRopeTheta = null,
        SlidingRopeScaling = null,
        AttentionOutputBias = config.AttentionBias,
        MlpBias = false,
        Activation = Activation.Silu,
        ClipQueryKeyValue = null,
        ParallelResidual = false,
    };

    /// <summary>Writes the sizes of a config over those of the file it was read from.</summary>
    public virtual void WriteSizes(DecoderConfig config, JsonObject json)
    {
        json["hidden_size"] = config.HiddenSize;
        json["num_hidden_layers"] = config.Layers;
        json["num_attention_heads"] = config.Heads;
        json["max_position_embeddings"] = config.MaxPositions;
        json["intermediate_size"] = config.IntermediateSize;
    }

    /// <summary>Writes the keys of the family alone.</summary>
    public abstract void Write(DecoderConfig config, JsonObject json);

    /// <summary>Writes the position embedding.</summary>
    public virtual void WriteRope(DecoderConfig config, JsonObject json) =>
        RopeWriter.Write(new Rope(config.RopeTheta, config.RopeScaling), json);

    /// <summary>All parameters, with the names they have in files.</summary>
    public abstract IEnumerable<ParameterBlock> Blocks(DecoderConfig config);

    /// <summary>The name that <see cref="Blocks"/> uses for a stored weight, where files differ.</summary>
    public virtual string NameOf(string stored) => stored;

    /// <summary>Whether a stored tensor that is no parameter may be passed over.</summary>
    public virtual bool IsIgnored(string name) => name.EndsWith("rotary_emb.inv_freq", StringComparison.Ordinal);
}
