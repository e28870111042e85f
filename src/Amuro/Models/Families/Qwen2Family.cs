using System.Text.Json.Nodes;

namespace Amuro.Models.Families;

/// <summary>Qwen 2 and 2.5: biases on q, k and v alone.</summary>
/// <remarks>Source: transformers 5.23.0, models/qwen2/configuration_qwen2.py and modeling_qwen2.py.</remarks>
internal sealed class Qwen2Family : LlamaLikeFamily
{
    public override string ModelType => "qwen2";

    public override string Architecture => "Qwen2ForCausalLM";

    protected override int DefaultPositions => 32768;

    public override DecoderConfig Read(ConfigReader reader) => SlidingKeys.ReadFlagged(reader, base.Read(reader) with
    {
        AttentionBias = true,
        AttentionOutputBias = false,
    });

    public override DecoderConfig Fixed(DecoderConfig config) => base.Fixed(config) with
    {
        AttentionBias = true,
        AttentionOutputBias = false,
        SlidingWindow = config.SlidingWindow,
        SlidingLayers = config.SlidingWindow is null ? null : config.SlidingLayers,
    };

    public override void Write(DecoderConfig config, JsonObject json)
    {
        base.Write(config, json);
        SlidingKeys.WriteFlagged(config, json);
    }
}
