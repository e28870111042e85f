using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Amuro.Models.Families;

/// <summary>GPT-2: learned positions, layer norms, biases, matrices stored input-first.</summary>
/// <remarks>
/// Source: transformers 5.23.0, models/gpt2/configuration_gpt2.py and modeling_gpt2.py. No dropout is applied in training,
/// whatever the config says.
/// </remarks>
internal sealed partial class Gpt2Family : ModelFamily
{
    private const string Prefix = "transformer.";

    public override string ModelType => "gpt2";

    public override string Architecture => "GPT2LMHeadModel";

    public override DecoderTraits Traits { get; } =
        new() { Norm = NormKind.Layer, Gated = false, LearnedPositions = true, FrozenPadding = false, InputFirst = true };

    public override string EmbeddingName => Prefix + "wte.weight";

    public override DecoderConfig Read(ConfigReader reader)
    {
        reader.Expect("scale_attn_weights", true);
        reader.Expect("scale_attn_by_inverse_layer_idx", false);
        reader.Expect("add_cross_attention", false);
        int hidden = reader.Required("n_embd");
        return new DecoderConfig
        {
            VocabularySize = reader.Required("vocab_size"),
            HiddenSize = hidden,
            Layers = reader.Required("n_layer"),
            Heads = reader.Required("n_head"),
            IntermediateSize = reader.Int("n_inner") ?? 4 * hidden,
            MaxPositions = reader.Int("n_positions") ?? 1024,
            NormEpsilon = reader.Number("layer_norm_epsilon") ?? 1e-5,
            TieEmbeddings = reader.Flag("tie_word_embeddings", true),
            AttentionBias = true,
            AttentionOutputBias = true,
            MlpBias = true,
            Activation = reader.Activation("activation_function", "gelu_new"),
            InitializerRange = reader.Number("initializer_range") ?? 0.02,
            PadId = reader.TokenId("pad_token_id"),
            BosId = reader.TokenId("bos_token_id"),
            EosId = reader.TokenId("eos_token_id"),
        };
    }

    public override DecoderConfig Fixed(DecoderConfig config) => base.Fixed(config) with
    {
        KeyValueHeads = config.Heads,
        HeadDim = config.HiddenSize / config.Heads,
        RopeTheta = 10000,
        RopeScaling = null,
        AttentionBias = true,
        AttentionOutputBias = true,
        MlpBias = true,
        Activation = config.Activation,
    };

    public override void WriteSizes(DecoderConfig config, JsonObject json)
    {
        json["n_embd"] = config.HiddenSize;
        json["n_layer"] = config.Layers;
        json["n_head"] = config.Heads;
        json["n_positions"] = config.MaxPositions;
        json["n_inner"] = config.IntermediateSize == 4 * config.HiddenSize ? null : config.IntermediateSize;
    }

    public override void Write(DecoderConfig config, JsonObject json)
    {
        json["layer_norm_epsilon"] = config.NormEpsilon;
        ActivationNames.Write(json, "activation_function", config.Activation);
    }

    public override void WriteRope(DecoderConfig config, JsonObject json)
    {
    }

    public override IEnumerable<ParameterBlock> Blocks(DecoderConfig config)
    {
        int hidden = config.HiddenSize, wide = config.IntermediateSize;
        yield return ParameterBlock.Matrix(Role.Embedding, 0, (EmbeddingName, config.VocabularySize, hidden));
        yield return ParameterBlock.Matrix(Role.Positions, 0, (Prefix + "wpe.weight", config.MaxPositions, hidden));
        for (int layer = 0; layer < config.Layers; layer++)
        {
            string at = FormattableString.Invariant($"{Prefix}h.{layer}.");
            yield return ParameterBlock.Norm(Role.AttentionNorm, layer, at + "ln_1.weight", hidden);
            yield return ParameterBlock.Bias(Role.AttentionNormBias, layer, (at + "ln_1.bias", hidden));
            yield return ParameterBlock.Matrix(Role.QueryKeyValue, layer, (at + "attn.c_attn.weight", hidden, 3 * hidden));
            yield return ParameterBlock.Bias(Role.QueryKeyValueBias, layer, (at + "attn.c_attn.bias", 3 * hidden));
            yield return ParameterBlock.Matrix(Role.AttentionOutput, layer, (at + "attn.c_proj.weight", hidden, hidden));
            yield return ParameterBlock.Bias(Role.AttentionOutputBias, layer, (at + "attn.c_proj.bias", hidden));
            yield return ParameterBlock.Norm(Role.MlpNorm, layer, at + "ln_2.weight", hidden);
            yield return ParameterBlock.Bias(Role.MlpNormBias, layer, (at + "ln_2.bias", hidden));
            yield return ParameterBlock.Matrix(Role.GateUp, layer, (at + "mlp.c_fc.weight", hidden, wide));
            yield return ParameterBlock.Bias(Role.GateUpBias, layer, (at + "mlp.c_fc.bias", wide));
            yield return ParameterBlock.Matrix(Role.Down, layer, (at + "mlp.c_proj.weight", wide, hidden));
            yield return ParameterBlock.Bias(Role.DownBias, layer, (at + "mlp.c_proj.bias", hidden));
        }

        yield return ParameterBlock.Norm(Role.FinalNorm, 0, Prefix + "ln_f.weight", hidden);
        yield return ParameterBlock.Bias(Role.FinalNormBias, 0, (Prefix + "ln_f.bias", hidden));
        if (!config.TieEmbeddings)
        {
            yield return ParameterBlock.Matrix(Role.Head, 0, (HeadName, config.VocabularySize, hidden));
        }
    }

    // The first files hold the inner model alone, without the prefix.
    public override string NameOf(string stored) => Bare().IsMatch(stored) ? Prefix + stored : stored;

    public override bool IsIgnored(string name) => Buffers().IsMatch(name);

    [GeneratedRegex(@"\A(wte|wpe|ln_f|h\.\d+)\.")]
    private static partial Regex Bare();

    [GeneratedRegex(@"\A(transformer\.)?h\.\d+\.attn\.(bias|masked_bias)\z")]
    private static partial Regex Buffers();
}
