using System.Text.Json.Nodes;

namespace Amuro.Models.Families;

/// <summary>Mistral: Llama without biases and with a sliding window in all layers.</summary>
/// <remarks>Source: transformers 5.23.0, models/mistral/configuration_mistral.py and modeling_mistral.py.</remarks>
internal sealed class MistralFamily : LlamaLikeFamily
{
    public override string ModelType => "mistral";

    public override string Architecture => "MistralForCausalLM";

    protected override int DefaultPositions => 131072;

    public override DecoderConfig Read(ConfigReader reader) => base.Read(reader) with
    {
        AttentionBias = false,
        AttentionOutputBias = false,
        KeyValueHeads = reader.Has("num_key_value_heads") ? reader.Int("num_key_value_heads") ?? 0 : 8,
        SlidingWindow = reader.Has("sliding_window") ? reader.Int("sliding_window") : 4096,
    };

    public override DecoderConfig Fixed(DecoderConfig config) => base.Fixed(config) with
    {
        AttentionBias = false,
        AttentionOutputBias = false,
        SlidingWindow = config.SlidingWindow,
    };

    public override void Write(DecoderConfig config, JsonObject json)
    {
        base.Write(config, json);
        json["head_dim"] = config.HeadDim;
        json["sliding_window"] = config.SlidingWindow;
    }
}
