namespace Amuro.Models.Families;

/// <summary>Reads base and scaling of the rotary embedding in the spelling of transformers 4 or 5.</summary>
internal static class RopeReader
{
    /// <summary>From <c>rope_parameters</c>, or else from <c>rope_scaling</c> and the base beside it.</summary>
    public static Rope Read(ConfigReader reader, double defaultTheta, string thetaKey = "rope_theta")
    {
        double theta = reader.Number(thetaKey) ?? defaultTheta;
        return reader.Has("rope_parameters") && reader.Section("rope_parameters") is { } rope
            ? Read(reader, rope, theta)
            : Read(reader, reader.Section("rope_scaling"), theta);
    }

    /// <summary>From one object; <paramref name="reader"/> is the whole config.</summary>
    public static Rope Read(ConfigReader reader, ConfigReader? rope, double defaultTheta)
    {
        if (rope is null)
        {
            return new Rope(defaultTheta, null);
        }

        double theta = rope.Number("rope_theta") ?? defaultTheta;
        string type = rope.Text("rope_type") ?? rope.Text("type") ?? "default";
        int Whole(string key) => rope.RequiredNumber(key) is > 0 and <= int.MaxValue and var number ? (int)number : 0;
        switch (type)
        {
            case "default":
                return new Rope(theta, null);
            case "linear":
                return new Rope(theta, new LinearRopeScaling(rope.RequiredNumber("factor")));
            case "llama3":
                return new Rope(theta, new Llama3RopeScaling(
                    rope.RequiredNumber("factor"),
                    rope.RequiredNumber("low_freq_factor"),
                    rope.RequiredNumber("high_freq_factor"),
                    Whole("original_max_position_embeddings")));
            case "yarn":
                return new Rope(theta, Yarn(reader, rope));
            default:
                rope.Problem("rope_type", "one of default, linear, llama3, yarn", $"\"{type}\"");
                return new Rope(theta, null);
        }
    }

    private static YarnRopeScaling Yarn(ConfigReader reader, ConfigReader rope)
    {
        rope.Expect("truncate", true);
        double factor = rope.RequiredNumber("factor");
        double? magnitude = rope.Number("attention_factor");
        // What DeepSeek writes instead of an attention factor; 0 counts as absent.
        if (magnitude is null && rope.Number("mscale") is { } m and not 0 && rope.Number("mscale_all_dim") is { } all and not 0)
        {
            magnitude = YarnRopeScaling.MagnitudeOf(factor, m) / YarnRopeScaling.MagnitudeOf(factor, all);
        }

        return new YarnRopeScaling(
            factor,
            rope.Int("original_max_position_embeddings") ?? reader.Required("max_position_embeddings"),
            rope.Number("beta_fast") ?? 32,
            rope.Number("beta_slow") ?? 1,
            magnitude);
    }
}
