using System.Text.Json.Nodes;

namespace Amuro.Models.Families;

/// <summary>Writes base and scaling of the rotary embedding.</summary>
internal static class RopeWriter
{
    /// <summary>Both spellings, as readers of transformers 4 know only the older.</summary>
    public static void Write(Rope rope, JsonObject json)
    {
        json["rope_parameters"] = Parameters(rope);
        json["rope_scaling"] = Scaling(rope.Scaling);
        json["rope_theta"] = rope.Theta;
    }

    /// <summary>An object as <c>rope_parameters</c> holds it.</summary>
    public static JsonObject Parameters(Rope rope)
    {
        JsonObject parameters = Scaling(rope.Scaling) ?? [];
        parameters["rope_theta"] = rope.Theta;
        parameters["rope_type"] = rope.Scaling?.RopeType ?? "default";
        return parameters;
    }

    /// <summary>An object as <c>rope_scaling</c> holds it.</summary>
    public static JsonObject? Scaling(RopeScaling? scaling)
    {
        JsonObject? json = scaling switch
        {
            LinearRopeScaling linear => new() { ["factor"] = linear.Factor },
            Llama3RopeScaling llama => new()
            {
                ["factor"] = llama.Factor,
                ["high_freq_factor"] = llama.HighFrequencyFactor,
                ["low_freq_factor"] = llama.LowFrequencyFactor,
                ["original_max_position_embeddings"] = llama.OriginalMaxPositions,
            },
            YarnRopeScaling yarn => new()
            {
                ["attention_factor"] = yarn.Magnitude,
                ["beta_fast"] = yarn.FastRotations,
                ["beta_slow"] = yarn.SlowRotations,
                ["factor"] = yarn.Factor,
                ["original_max_position_embeddings"] = yarn.OriginalMaxPositions,
            },
            _ => null,
        };
        if (json is not null)
        {
            json["rope_type"] = scaling!.RopeType;
        }

        return json;
    }
}
