using System.Text.Json.Nodes;

namespace Amuro.Models.Families;

/// <summary>Llama 1 to 3 and everything saved as such (SmolLM2, TinyLlama, ...).</summary>
/// <remarks>Source: transformers 5.23.0, models/llama/configuration_llama.py and modeling_llama.py.</remarks>
internal sealed class LlamaFamily : LlamaLikeFamily
{
    public override string ModelType => "llama";

    public override string Architecture => "LlamaForCausalLM";

    public override DecoderConfig Read(ConfigReader reader) => base.Read(reader) with { MlpBias = reader.Flag("mlp_bias", false) };

    public override DecoderConfig Fixed(DecoderConfig config) => base.Fixed(config) with { MlpBias = config.MlpBias };

    public override void Write(DecoderConfig config, JsonObject json)
    {
        base.Write(config, json);
        json["attention_bias"] = config.AttentionBias;
        json["head_dim"] = config.HeadDim;
        json["mlp_bias"] = config.MlpBias;
    }
}
