using System.Text.Json.Nodes;

namespace Amuro.Models.Families;

/// <summary>OLMo 3: OLMo 2 with a sliding window in three of four layers; scaling of the frequencies in the others alone.</summary>
/// <remarks>Source: transformers 5.23.0, models/olmo3/configuration_olmo3.py and modeling_olmo3.py.</remarks>
internal sealed class Olmo3Family : Olmo2Family
{
    private const double DefaultTheta = 500000;

    public override string ModelType => "olmo3";

    public override string Architecture => "Olmo3ForCausalLM";

    public override DecoderConfig Read(ConfigReader reader)
    {
        DecoderConfig config = base.Read(reader);
        ConfigReader? parameters = reader.Section("rope_parameters");
        if (parameters is not null && !parameters.Has("full_attention") && !parameters.Has("sliding_attention"))
        {
            reader.Problem("rope_parameters", "objects full_attention and sliding_attention", "neither");
        }

        // A base beside the object is for the full layers, as the reference reads it.
        Rope sliding = RopeReader.Read(reader, parameters?.Section("sliding_attention"), DefaultTheta);
        return config with
        {
            SlidingWindow = reader.Has("sliding_window") ? reader.Int("sliding_window") : 4096,
            SlidingLayers = reader.SlidingLayers(config.Layers, layer => (layer + 1) % 4 != 0),
            SlidingRopeTheta = sliding.Theta,
            SlidingRopeScaling = sliding.Scaling,
        };
    }

    public override DecoderConfig Fixed(DecoderConfig config) => base.Fixed(config) with
    {
        SlidingWindow = config.SlidingWindow,
        SlidingLayers = config.SlidingLayers,
        SlidingRopeTheta = config.SlidingRopeTheta ?? DefaultTheta,
        SlidingRopeScaling = config.SlidingRopeScaling,
    };

    public override void Write(DecoderConfig config, JsonObject json)
    {
        base.Write(config, json);
        json["sliding_window"] = config.SlidingWindow;
        json["layer_types"] = SlidingKeys.LayerTypes(config);
    }

    public override void WriteRope(DecoderConfig config, JsonObject json)
    {
        Rope full = new(config.RopeTheta, config.RopeScaling);
        RopeWriter.Write(full, json);
        json["rope_parameters"] = new JsonObject
        {
            ["full_attention"] = RopeWriter.Parameters(full),
            ["sliding_attention"] = RopeWriter.Parameters(new Rope(config.SlidingRopeTheta ?? DefaultTheta, config.SlidingRopeScaling)),
        };
    }

    protected override Rope ReadRope(ConfigReader reader)
    {
        double theta = reader.Number("rope_theta") ?? DefaultTheta;
        ConfigReader? rope = reader.Section("rope_parameters")?.Section("full_attention") ?? reader.Section("rope_scaling");
        return RopeReader.Read(reader, rope, theta);
    }
}
