using System.Text.Json;
using System.Text.Json.Nodes;
using Amuro.Checkpoints;
using Amuro.Runtime;

namespace Amuro.Models;

/// <summary>Writes an adapter as a folder in PEFT's format, with every key that peft 0.21.2 writes.</summary>
internal static class PeftWriter
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    // Options of PEFT that are not used here: "none", as its own files say it.
    private static readonly string[] Unused =
    [
        "alora_invocation_tokens", "arrow_config", "auto_mapping", "corda_config", "eva_config", "exclude_modules", "kasa_config",
        "layer_replication", "layers_pattern", "layers_to_transform", "lora_ga_config", "megatron_config", "modules_to_save",
        "monteclora_config", "revision", "target_parameters", "trainable_token_indices", "use_bdlora", "velora_config",
    ];

    private static readonly string[] Off = ["ensure_weight_tying", "lora_bias", "use_qalora"];

    public static void Write(LoraAdapter adapter, string folder, string? baseModel)
    {
        // The weights last: a folder with weights is a complete adapter.
        AtomicFile.WriteText(Path.Combine(folder, "adapter_config.json"), Config(adapter, baseModel).ToJsonString(Indented) + "\n");
        SafetensorsWriter.Write(
            Path.Combine(folder, "adapter_model.safetensors"), [.. adapter.Weights.Select(w => w.Source(PeftTarget.Prefix))]);
    }

    private static JsonObject Config(LoraAdapter adapter, string? baseModel)
    {
        Dictionary<string, JsonNode?> keys = new()
        {
            ["alpha_pattern"] = new JsonObject(),
            ["base_model_name_or_path"] = baseModel,
            ["bias"] = "none",
            ["fan_in_fan_out"] = adapter.InputFirst,
            ["inference_mode"] = true,
            ["init_lora_weights"] = true,
            ["loftq_config"] = new JsonObject(),
            ["lora_alpha"] = adapter.Alpha,
            ["lora_dropout"] = 0.0,
            ["megatron_core"] = "megatron.core",
            ["peft_type"] = "LORA",
            ["peft_version"] = "0.21.2",
            ["qalora_group_size"] = 16,
            ["r"] = adapter.Rank,
            ["rank_pattern"] = new JsonObject(),
            ["target_modules"] = new JsonArray([.. adapter.Modules.Select(m => JsonValue.Create(m))]),
            ["task_type"] = "CAUSAL_LM",
            ["use_dora"] = adapter.HasMagnitudes,
            ["use_rslora"] = adapter.RankStabilized,
        };
        foreach (string key in Unused)
        {
            keys[key] = null;
        }

        foreach (string key in Off)
        {
            keys[key] = false;
        }

        return new JsonObject(keys.OrderBy(k => k.Key, StringComparer.Ordinal));
    }
}
