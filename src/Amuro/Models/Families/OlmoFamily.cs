using System.Text.Json.Nodes;

namespace Amuro.Models.Families;

/// <summary>OLMo 1: norms without parameters, q, k and v may be clipped.</summary>
/// <remarks>Source: transformers 5.23.0, models/olmo/configuration_olmo.py and modeling_olmo.py.</remarks>
internal sealed class OlmoFamily : LlamaLikeFamily
{
    public override string ModelType => "olmo";

    public override string Architecture => "OlmoForCausalLM";

    public override DecoderTraits Traits { get; } = new() { Norm = NormKind.BareLayer, Wide = true };

    // The config has no key for it.
    protected override double DefaultEpsilon => 1e-5;

    protected override int? DefaultPad => 1;

    public override DecoderConfig Read(ConfigReader reader) => base.Read(reader) with
    {
        NormEpsilon = DefaultEpsilon,
        ClipQueryKeyValue = reader.Number("clip_qkv"),
    };

    public override DecoderConfig Fixed(DecoderConfig config) => base.Fixed(config) with
    {
        NormEpsilon = DefaultEpsilon,
        ClipQueryKeyValue = config.ClipQueryKeyValue,
    };

    public override void Write(DecoderConfig config, JsonObject json)
    {
        base.Write(config, json);
        json["attention_bias"] = config.AttentionBias;
        json["clip_qkv"] = config.ClipQueryKeyValue;
    }
}
