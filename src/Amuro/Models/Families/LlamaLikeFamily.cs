using System.Text.Json.Nodes;

namespace Amuro.Models.Families;

/// <summary>The families that share Llama's names of keys and weights.</summary>
internal abstract class LlamaLikeFamily : ModelFamily
{
    public override DecoderTraits Traits { get; } = new();

    public override string EmbeddingName => "model.embed_tokens.weight";

    /// <summary>Longest text where the config does not say.</summary>
    protected virtual int DefaultPositions => 2048;

    /// <summary>Of the norms, where the config does not say.</summary>
    protected virtual double DefaultEpsilon => 1e-6;

    /// <summary>Padding token where the config has no such key.</summary>
    protected virtual int? DefaultPad => null;

    public override DecoderConfig Read(ConfigReader reader)
    {
        reader.Expect("hidden_act", "silu");
        Rope rope = ReadRope(reader);
        bool attentionBias = reader.Flag("attention_bias", false);
        return new DecoderConfig
        {
            VocabularySize = reader.Required("vocab_size"),
            HiddenSize = reader.Required("hidden_size"),
            Layers = reader.Required("num_hidden_layers"),
            Heads = reader.Required("num_attention_heads"),
            IntermediateSize = reader.Required("intermediate_size"),
            KeyValueHeads = reader.Int("num_key_value_heads") ?? 0,
            HeadDim = reader.Int("head_dim") ?? 0,
            MaxPositions = reader.Int("max_position_embeddings") ?? DefaultPositions,
            NormEpsilon = reader.Number("rms_norm_eps") ?? DefaultEpsilon,
            RopeTheta = rope.Theta,
            RopeScaling = rope.Scaling,
            TieEmbeddings = reader.Flag("tie_word_embeddings", false),
            AttentionBias = attentionBias,
            AttentionOutputBias = attentionBias,
            InitializerRange = reader.Number("initializer_range") ?? 0.02,
            PadId = reader.Has("pad_token_id") ? reader.TokenId("pad_token_id") : DefaultPad,
            BosId = reader.TokenId("bos_token_id"),
            EosId = reader.TokenId("eos_token_id"),
        };
    }

    public override void Write(DecoderConfig config, JsonObject json)
    {
        json["attention_dropout"] = json["attention_dropout"]?.DeepClone() ?? 0.0;
        json["hidden_act"] = "silu";
        json["num_key_value_heads"] = config.KeyValueHeads;
        if (Traits.Norm == NormKind.RootMeanSquare)
        {
            json["rms_norm_eps"] = config.NormEpsilon;
        }

        // Readers fall back to hidden size / heads.
        if (config.HeadDim * config.Heads != config.HiddenSize)
        {
            json["head_dim"] = config.HeadDim;
        }
    }

    public override IEnumerable<ParameterBlock> Blocks(DecoderConfig config)
    {
        int hidden = config.HiddenSize;
        yield return ParameterBlock.Matrix(Role.Embedding, 0, (EmbeddingName, config.VocabularySize, hidden));
        for (int layer = 0; layer < config.Layers; layer++)
        {
            string at = FormattableString.Invariant($"model.layers.{layer}.");
            foreach (ParameterBlock block in Matrices(config, layer, at).Concat(Norms(config, layer, at)).Concat(Biases(config, layer, at)))
            {
                yield return block;
            }
        }

        if (Traits.Norm != NormKind.BareLayer)
        {
            yield return ParameterBlock.Norm(Role.FinalNorm, 0, "model.norm.weight", hidden);
        }

        if (!config.TieEmbeddings)
        {
            yield return ParameterBlock.Matrix(Role.Head, 0, (HeadName, config.VocabularySize, hidden));
        }
    }

    protected virtual Rope ReadRope(ConfigReader reader)
    {
        if (reader.Section("rope_parameters")?.Number("partial_rotary_factor") is { } share and not 1)
        {
            reader.Problem("rope_parameters.partial_rotary_factor", "1", FormattableString.Invariant($"{share}"));
        }

        return RopeReader.Read(reader, defaultTheta: 10000);
    }

    private static IEnumerable<ParameterBlock> Matrices(DecoderConfig config, int layer, string at)
    {
        int hidden = config.HiddenSize, wide = config.IntermediateSize;
        (int query, int key) = Widths(config);
        return
        [
            ParameterBlock.Matrix(
                Role.QueryKeyValue,
                layer,
                (at + "self_attn.q_proj.weight", query, hidden),
                (at + "self_attn.k_proj.weight", key, hidden),
                (at + "self_attn.v_proj.weight", key, hidden)),
            ParameterBlock.Matrix(Role.AttentionOutput, layer, (at + "self_attn.o_proj.weight", hidden, query)),
            ParameterBlock.Matrix(
                Role.GateUp, layer, (at + "mlp.gate_proj.weight", wide, hidden), (at + "mlp.up_proj.weight", wide, hidden)),
            ParameterBlock.Matrix(Role.Down, layer, (at + "mlp.down_proj.weight", hidden, wide)),
        ];
    }

    private IEnumerable<ParameterBlock> Norms(DecoderConfig config, int layer, string at)
    {
        if (Traits.Norm != NormKind.BareLayer)
        {
            (string first, string second) = Traits.NormsAfter
                ? ("post_attention_layernorm.weight", "post_feedforward_layernorm.weight")
                : ("input_layernorm.weight", "post_attention_layernorm.weight");
            yield return ParameterBlock.Norm(Role.AttentionNorm, layer, at + first, config.HiddenSize);
            yield return ParameterBlock.Norm(Role.MlpNorm, layer, at + second, config.HiddenSize);
        }

        if (Traits.QueryKeyNorm != QueryKeyNorm.None)
        {
            (int query, int key) = Traits.QueryKeyNorm == QueryKeyNorm.Head ? (config.HeadDim, config.HeadDim) : Widths(config);
            yield return ParameterBlock.Norm(Role.QueryNorm, layer, at + "self_attn.q_norm.weight", query);
            yield return ParameterBlock.Norm(Role.KeyNorm, layer, at + "self_attn.k_norm.weight", key);
        }
    }

    private static IEnumerable<ParameterBlock> Biases(DecoderConfig config, int layer, string at)
    {
        int hidden = config.HiddenSize, wide = config.IntermediateSize;
        (int query, int key) = Widths(config);
        if (config.AttentionBias)
        {
            yield return ParameterBlock.Bias(
                Role.QueryKeyValueBias,
                layer,
                (at + "self_attn.q_proj.bias", query),
                (at + "self_attn.k_proj.bias", key),
                (at + "self_attn.v_proj.bias", key));
        }

        if (config.AttentionOutputBias)
        {
            yield return ParameterBlock.Bias(Role.AttentionOutputBias, layer, (at + "self_attn.o_proj.bias", hidden));
        }

        if (config.MlpBias)
        {
            yield return ParameterBlock.Bias(
                Role.GateUpBias, layer, (at + "mlp.gate_proj.bias", wide), (at + "mlp.up_proj.bias", wide));
            yield return ParameterBlock.Bias(Role.DownBias, layer, (at + "mlp.down_proj.bias", hidden));
        }
    }

    private static (int Query, int Key) Widths(DecoderConfig config) =>
        (config.Heads * config.HeadDim, config.KeyValueHeads * config.HeadDim);
}
