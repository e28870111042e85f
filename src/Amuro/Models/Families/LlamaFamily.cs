using System.Text.Json.Nodes;

namespace Amuro.Models.Families;

/// <summary>Llama 1 to 3 and everything saved as such (SmolLM2, TinyLlama, ...).</summary>
/// <remarks>Source: transformers 5.23.0, models/llama/configuration_llama.py and modeling_llama.py.</remarks>
internal sealed class LlamaFamily : ModelFamily
{
    public override string ModelType => "llama";

    public override string Architecture => "LlamaForCausalLM";

    public override DecoderConfig Read(ConfigReader reader)
    {
        reader.Expect("hidden_act", "silu");
        (double theta, RopeScaling? scaling) = reader.Rope(defaultTheta: 10000);
        return new DecoderConfig
        {
            VocabularySize = reader.Required("vocab_size"),
            HiddenSize = reader.Required("hidden_size"),
            Layers = reader.Required("num_hidden_layers"),
            Heads = reader.Required("num_attention_heads"),
            IntermediateSize = reader.Required("intermediate_size"),
            KeyValueHeads = reader.Int("num_key_value_heads") ?? 0,
            HeadDim = reader.Int("head_dim") ?? 0,
            MaxPositions = reader.Int("max_position_embeddings") ?? 2048,
            NormEpsilon = reader.Number("rms_norm_eps") ?? 1e-6,
            RopeTheta = theta,
            RopeScaling = scaling,
            TieEmbeddings = reader.Flag("tie_word_embeddings", false),
            AttentionBias = reader.Flag("attention_bias", false),
            MlpBias = reader.Flag("mlp_bias", false),
            InitializerRange = reader.Number("initializer_range") ?? 0.02,
            PadId = reader.TokenId("pad_token_id"),
            BosId = reader.TokenId("bos_token_id"),
            EosId = reader.TokenId("eos_token_id"),
        };
    }

    public override void Write(DecoderConfig config, JsonObject json)
    {
        json["attention_bias"] = config.AttentionBias;
        json["attention_dropout"] = json["attention_dropout"]?.DeepClone() ?? 0.0;
        json["head_dim"] = config.HeadDim;
        json["hidden_act"] = "silu";
        json["intermediate_size"] = config.IntermediateSize;
        json["mlp_bias"] = config.MlpBias;
        json["num_key_value_heads"] = config.KeyValueHeads;
        json["rms_norm_eps"] = config.NormEpsilon;
    }

    public override IEnumerable<ParameterBlock> Blocks(DecoderConfig config)
    {
        int hidden = config.HiddenSize, wide = config.IntermediateSize;
        int query = config.Heads * config.HeadDim, key = config.KeyValueHeads * config.HeadDim;
        yield return ParameterBlock.Matrix(Role.Embedding, 0, ("model.embed_tokens.weight", config.VocabularySize, hidden));
        for (int layer = 0; layer < config.Layers; layer++)
        {
            string at = FormattableString.Invariant($"model.layers.{layer}."), attention = at + "self_attn.", mlp = at + "mlp.";
            yield return ParameterBlock.Matrix(
                Role.QueryKeyValue,
                layer,
                (attention + "q_proj.weight", query, hidden),
                (attention + "k_proj.weight", key, hidden),
                (attention + "v_proj.weight", key, hidden));
            yield return ParameterBlock.Matrix(Role.AttentionOutput, layer, (attention + "o_proj.weight", hidden, query));
            yield return ParameterBlock.Matrix(
                Role.GateUp, layer, (mlp + "gate_proj.weight", wide, hidden), (mlp + "up_proj.weight", wide, hidden));
            yield return ParameterBlock.Matrix(Role.Down, layer, (mlp + "down_proj.weight", hidden, wide));
            yield return ParameterBlock.Norm(Role.AttentionNorm, layer, at + "input_layernorm.weight", hidden);
            yield return ParameterBlock.Norm(Role.MlpNorm, layer, at + "post_attention_layernorm.weight", hidden);
            if (config.AttentionBias)
            {
                yield return ParameterBlock.Bias(
                    Role.QueryKeyValueBias,
                    layer,
                    (attention + "q_proj.bias", query),
                    (attention + "k_proj.bias", key),
                    (attention + "v_proj.bias", key));
                yield return ParameterBlock.Bias(Role.AttentionOutputBias, layer, (attention + "o_proj.bias", hidden));
            }

            if (config.MlpBias)
            {
                yield return ParameterBlock.Bias(
                    Role.GateUpBias, layer, (mlp + "gate_proj.bias", wide), (mlp + "up_proj.bias", wide));
                yield return ParameterBlock.Bias(Role.DownBias, layer, (mlp + "down_proj.bias", hidden));
            }
        }

        yield return ParameterBlock.Norm(Role.FinalNorm, 0, "model.norm.weight", hidden);
        if (!config.TieEmbeddings)
        {
            yield return ParameterBlock.Matrix(Role.Head, 0, ("lm_head.weight", config.VocabularySize, hidden));
        }
    }
}
