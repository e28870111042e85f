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
    ];

    public static string KnownNames => string.Join(", ", All.Select(f => f.ModelType));

    /// <summary><c>model_type</c> of the config.</summary>
    public abstract string ModelType { get; }

    /// <summary>The first of <c>architectures</c> in a config that is written.</summary>
    public abstract string Architecture { get; }

    public static ModelFamily? Find(string modelType) => All.FirstOrDefault(f => f.ModelType == modelType);

    public static ModelFamily Of(DecoderConfig config) =>
        Find(config.Family) ?? throw new AmuroException($"Family: expected one of {KnownNames}, found \"{config.Family}\".");

    /// <summary>Reads a config; problems go to the reader.</summary>
    public abstract DecoderConfig Read(ConfigReader reader);

    /// <summary>Writes the keys of a config over those of the file it was read from.</summary>
    public abstract void Write(DecoderConfig config, JsonObject json);

    /// <summary>All parameters, with the names they have in files.</summary>
    public abstract IEnumerable<ParameterBlock> Blocks(DecoderConfig config);

    /// <summary>Whether a stored tensor that is no parameter may be passed over.</summary>
    public virtual bool IsIgnored(string name) => name.EndsWith("rotary_emb.inv_freq", StringComparison.Ordinal);
}
