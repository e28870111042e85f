using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Amuro.Checkpoints.OlmoNative;

/// <summary>The section <c>model</c> of the OLMo trainer's <c>config.yaml</c>, as far as Hugging Face's olmo and olmo2 can express it.</summary>
/// <remarks>Source: allenai/OLMo olmo/config.py (keys, defaults) and transformers' convert_olmo(2)_weights_to_hf.py.</remarks>
internal sealed record OlmoConfig
{
    // Old configs name token 0 as the end of text by mistake; the converters of transformers change it to this one.
    private const int EndOfTextOfOlmo = 50279;

    public required string ModelType { get; init; }

    public required int HiddenSize { get; init; }

    public required int Layers { get; init; }

    public required int Heads { get; init; }

    public required int KeyValueHeads { get; init; }

    public required int IntermediateSize { get; init; }

    public required int EmbeddingRows { get; init; }

    public required int MaxPositions { get; init; }

    public required bool TieEmbeddings { get; init; }

    public required double RopeTheta { get; init; }

    public required double NormEpsilon { get; init; }

    public double? ClipQkv { get; init; }

    public int? EosId { get; init; }

    public int? PadId { get; init; }

    public int HeadDim => HiddenSize / Heads;

    public static OlmoConfig Read(string path)
    {
        var values = new OlmoValues(YamlSection.Read(path, "model"));
        bool second = values.Flag("norm_after", otherwise: false);
        CheckKind(values, second);
        int hidden = values.Required("d_model"), heads = values.Required("n_heads"), rows = values.Required("vocab_size");
        int wide = values.Int("mlp_hidden_size") ?? (int)Math.Clamp((long)(values.Int("mlp_ratio") ?? 4) * hidden, 0, int.MaxValue);
        int embedding = values.Int("embedding_size") ?? rows;
        var config = new OlmoConfig
        {
            ModelType = second ? "olmo2" : "olmo",
            HiddenSize = hidden,
            Layers = values.Required("n_layers"),
            Heads = heads,
            KeyValueHeads = values.Int("n_kv_heads") ?? (values.Flag("multi_query_attention", otherwise: false) ? 1 : heads),
            IntermediateSize = wide / 2,
            EmbeddingRows = embedding,
            MaxPositions = values.Required("max_sequence_length"),
            TieEmbeddings = values.Flag("weight_tying", otherwise: true),
            RopeTheta = values.Number("rope_theta") ?? 10000,
            NormEpsilon = values.Number("layer_norm_eps") ?? 1e-5,
            ClipQkv = values.Number("clip_qkv"),
            EosId = values.Int("eos_token_id") is 0 && embedding > EndOfTextOfOlmo ? EndOfTextOfOlmo : values.Int("eos_token_id"),
            PadId = values.Int("pad_token_id"),
        };
        values.Check(hidden > 0 && heads > 0 && hidden % heads == 0, "d_model", "a multiple of n_heads");
        values.Check(config.KeyValueHeads > 0 && heads % config.KeyValueHeads == 0, "n_kv_heads", "a divisor of n_heads");
        values.Check(wide > 0 && wide % 2 == 0, "mlp_hidden_size", "an even number above 0 (it counts gate and up)");
        values.Check(config.Layers > 0, "n_layers", "a number above 0");
        values.Check(embedding > 0, "embedding_size", "a number above 0");
        values.Check(config.MaxPositions > 0, "max_sequence_length", "a number above 0");
        values.Check(config.RopeTheta > 0, "rope_theta", "a number above 0");
        values.Check(second || config.NormEpsilon == 1e-5, "layer_norm_eps", "1e-05, which OLMo 1 has always");
        return values.Problems.Count == 0
            ? config
            : throw new AmuroException($"{path}: model: {string.Join("; ", values.Problems)}.");
    }

    /// <summary>The content of the <c>config.json</c> that transformers would have for this model.</summary>
    public JsonElement ToHuggingFace()
    {
        bool second = ModelType == "olmo2";
        JsonObject json = new()
        {
            ["architectures"] = new JsonArray(second ? "Olmo2ForCausalLM" : "OlmoForCausalLM"),
            ["attention_bias"] = false,
            ["attention_dropout"] = 0.0,
            ["bos_token_id"] = null,
            ["dtype"] = "float32",
            ["eos_token_id"] = EosId,
            ["hidden_act"] = "silu",
            ["hidden_size"] = HiddenSize,
            ["initializer_range"] = 0.02,
            ["intermediate_size"] = IntermediateSize,
            ["max_position_embeddings"] = MaxPositions,
            ["model_type"] = ModelType,
            ["num_attention_heads"] = Heads,
            ["num_hidden_layers"] = Layers,
            ["num_key_value_heads"] = KeyValueHeads,
            ["pad_token_id"] = PadId,
            ["rope_parameters"] = new JsonObject { ["rope_theta"] = RopeTheta, ["rope_type"] = "default" },
            ["tie_word_embeddings"] = TieEmbeddings,
            ["use_cache"] = true,
            ["vocab_size"] = EmbeddingRows,
        };
        if (second)
        {
            json["rms_norm_eps"] = NormEpsilon;
        }
        else
        {
            json["clip_qkv"] = ClipQkv;
        }

        return JsonSerializer.SerializeToElement(json);
    }

    // What would change the numbers and has no counterpart is refused. Absent keys have the defaults of the trainer.
    private static void CheckKind(OlmoValues values, bool second)
    {
        values.Expect("rope", "true", absent: "false");
        values.Expect("alibi", "false");
        values.Expect("include_bias", "false", absent: "true");
        values.Expect("bias_for_layer_norm", "false", absent: "false");
        values.Expect("activation_type", "swiglu", absent: "swiglu");
        values.Expect("block_type", "sequential", absent: "sequential");
        values.Expect("scale_logits", "false");
        values.Expect("embedding_layer_norm", "false");
        string affine = second ? "true" : "false";
        values.Expect("layer_norm_with_affine", affine, absent: "true");
        values.Expect("attention_layer_norm", affine, absent: "false");
        if (second)
        {
            values.Expect("layer_norm_type", "rms", absent: "default");
            values.Expect("attention_layer_norm_with_affine", "true", absent: "true");
            values.Expect("clip_qkv", "none", absent: "none");
        }
        else if (values.Text("layer_norm_type") is not (null or "default" or "low_precision" or "amd_compatible"))
        {
            values.Expect("layer_norm_type", "default", absent: "default");
        }
    }
}
