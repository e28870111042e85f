using System.Text.Json.Nodes;

namespace Amuro.Models.Families;

/// <summary>Qwen 3: queries and keys normed in each head, heads of a width of their own.</summary>
/// <remarks>Source: transformers 5.23.0, models/qwen3/configuration_qwen3.py and modeling_qwen3.py.</remarks>
internal sealed class Qwen3Family : LlamaLikeFamily
{
    public override string ModelType => "qwen3";

    public override string Architecture => "Qwen3ForCausalLM";

    public override DecoderTraits Traits { get; } = new() { QueryKeyNorm = QueryKeyNorm.Head };

    protected override int DefaultPositions => 32768;

    public override DecoderConfig Read(ConfigReader reader) => SlidingKeys.ReadFlagged(reader, base.Read(reader) with
    {
        HeadDim = reader.Int("head_dim") ?? 128,
    });

    public override DecoderConfig Fixed(DecoderConfig config) => base.Fixed(config) with
    {
        SlidingWindow = config.SlidingWindow,
        SlidingLayers = config.SlidingWindow is null ? null : config.SlidingLayers,
    };

    public override void Write(DecoderConfig config, JsonObject json)
    {
        base.Write(config, json);
        json["attention_bias"] = config.AttentionBias;
        json["head_dim"] = config.HeadDim;
        SlidingKeys.WriteFlagged(config, json);
    }
}
