using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Amuro.Models.Families;

/// <summary>GPT-NeoX and Pythia: layer norms, biases, a part of each head turns, attention and MLP side by side.</summary>
/// <remarks>Source: transformers 5.23.0, models/gpt_neox/configuration_gpt_neox.py and modeling_gpt_neox.py.</remarks>
internal sealed partial class GptNeoXFamily : ModelFamily
{
    public override string ModelType => "gpt_neox";

    public override string Architecture => "GPTNeoXForCausalLM";

    public override DecoderTraits Traits { get; } =
        new() { Norm = NormKind.Layer, Gated = false, FrozenPadding = false, RowsByHead = true };

    public override string EmbeddingName => "gpt_neox.embed_in.weight";

    public override string HeadName => "embed_out.weight";

    public override DecoderConfig Read(ConfigReader reader)
    {
        Rope rope = RopeReader.Read(reader, reader.Number("rotary_emb_base") ?? 10000);
        bool attentionBias = reader.Flag("attention_bias", true);
        return new DecoderConfig
        {
            VocabularySize = reader.Required("vocab_size"),
            HiddenSize = reader.Required("hidden_size"),
            Layers = reader.Required("num_hidden_layers"),
            Heads = reader.Required("num_attention_heads"),
            IntermediateSize = reader.Required("intermediate_size"),
            MaxPositions = reader.Int("max_position_embeddings") ?? 2048,
            NormEpsilon = reader.Number("layer_norm_eps") ?? 1e-5,
            RopeTheta = rope.Theta,
            RopeScaling = rope.Scaling,
            RotaryShare = reader.Section("rope_parameters")?.Number("partial_rotary_factor") ?? reader.Number("rotary_pct") ?? 0.25,
            TieEmbeddings = reader.Flag("tie_word_embeddings", false),
            AttentionBias = attentionBias,
            AttentionOutputBias = attentionBias,
            MlpBias = true,
            Activation = reader.Activation("hidden_act", "gelu"),
            ParallelResidual = reader.Flag("use_parallel_residual", true),
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
        RotaryShare = config.RotaryShare,
        MlpBias = true,
        Activation = config.Activation,
        ParallelResidual = config.ParallelResidual,
    };

    public override void Write(DecoderConfig config, JsonObject json)
    {
        json["attention_bias"] = config.AttentionBias;
        json["layer_norm_eps"] = config.NormEpsilon;
        json["use_parallel_residual"] = config.ParallelResidual;
        ActivationNames.Write(json, "hidden_act", config.Activation);
    }

    public override void WriteRope(DecoderConfig config, JsonObject json)
    {
        Rope rope = new(config.RopeTheta, config.RopeScaling);
        JsonObject parameters = RopeWriter.Parameters(rope);
        parameters["partial_rotary_factor"] = config.RotaryShare;
        json["rope_parameters"] = parameters;
        json["rope_scaling"] = RopeWriter.Scaling(rope.Scaling);
        json["rotary_emb_base"] = rope.Theta;
        json["rotary_pct"] = config.RotaryShare;
    }

    public override IEnumerable<ParameterBlock> Blocks(DecoderConfig config)
    {
        int hidden = config.HiddenSize, wide = config.IntermediateSize;
        yield return ParameterBlock.Matrix(Role.Embedding, 0, (EmbeddingName, config.VocabularySize, hidden));
        for (int layer = 0; layer < config.Layers; layer++)
        {
            string at = FormattableString.Invariant($"gpt_neox.layers.{layer}.");
            yield return ParameterBlock.Norm(Role.AttentionNorm, layer, at + "input_layernorm.weight", hidden);
            yield return ParameterBlock.Bias(Role.AttentionNormBias, layer, (at + "input_layernorm.bias", hidden));
            yield return ParameterBlock.Norm(Role.MlpNorm, layer, at + "post_attention_layernorm.weight", hidden);
            yield return ParameterBlock.Bias(Role.MlpNormBias, layer, (at + "post_attention_layernorm.bias", hidden));
            yield return ParameterBlock.Matrix(Role.QueryKeyValue, layer, (at + "attention.query_key_value.weight", 3 * hidden, hidden));
            yield return ParameterBlock.Matrix(Role.AttentionOutput, layer, (at + "attention.dense.weight", hidden, hidden));
            if (config.AttentionBias)
            {
                yield return ParameterBlock.Bias(Role.QueryKeyValueBias, layer, (at + "attention.query_key_value.bias", 3 * hidden));
                yield return ParameterBlock.Bias(Role.AttentionOutputBias, layer, (at + "attention.dense.bias", hidden));
            }

            yield return ParameterBlock.Matrix(Role.GateUp, layer, (at + "mlp.dense_h_to_4h.weight", wide, hidden));
            yield return ParameterBlock.Bias(Role.GateUpBias, layer, (at + "mlp.dense_h_to_4h.bias", wide));
            yield return ParameterBlock.Matrix(Role.Down, layer, (at + "mlp.dense_4h_to_h.weight", hidden, wide));
            yield return ParameterBlock.Bias(Role.DownBias, layer, (at + "mlp.dense_4h_to_h.bias", hidden));
        }

        yield return ParameterBlock.Norm(Role.FinalNorm, 0, "gpt_neox.final_layer_norm.weight", hidden);
        yield return ParameterBlock.Bias(Role.FinalNormBias, 0, ("gpt_neox.final_layer_norm.bias", hidden));
        if (!config.TieEmbeddings)
        {
            yield return ParameterBlock.Matrix(Role.Head, 0, (HeadName, config.VocabularySize, hidden));
        }
    }

    public override string NameOf(string stored) => stored == "lm_head.weight" ? HeadName : stored;

    public override bool IsIgnored(string name) => Buffers().IsMatch(name);

    [GeneratedRegex(@"attention\.(bias|masked_bias|rotary_emb\.inv_freq)\z")]
    private static partial Regex Buffers();
}
