using System.Text.Json.Nodes;

namespace Amuro.Models.Families;

/// <summary>OLMo 2: norms after attention and MLP, queries and keys normed over all heads together.</summary>
/// <remarks>Source: transformers 5.23.0, models/olmo2/configuration_olmo2.py and modeling_olmo2.py.</remarks>
internal class Olmo2Family : LlamaLikeFamily
{
    public override string ModelType => "olmo2";

    public override string Architecture => "Olmo2ForCausalLM";

    public override DecoderTraits Traits { get; } = new() { NormsAfter = true, QueryKeyNorm = QueryKeyNorm.Projection, Wide = true };

    protected override double DefaultEpsilon => 1e-5;

    protected override int? DefaultPad => 1;

    public override void Write(DecoderConfig config, JsonObject json)
    {
        base.Write(config, json);
        json["attention_bias"] = config.AttentionBias;
    }
}
