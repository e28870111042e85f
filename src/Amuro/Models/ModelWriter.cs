using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amuro.Checkpoints;
using Amuro.Models.Families;
using Amuro.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Models;

/// <summary>Writes a model as a folder in the layout of Hugging Face.</summary>
internal static class ModelWriter
{
    private const long PartElements = 1 << 22;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static void Write(DecoderModel model, string folder)
    {
        // The weights last: a folder with weights is a complete checkpoint.
        JsonObject config = Config(model);
        AtomicFile.WriteText(Path.Combine(folder, "config.json"), config.ToJsonString(Indented) + "\n");
        AtomicFile.WriteText(Path.Combine(folder, "generation_config.json"), Generation(config).ToJsonString(Indented) + "\n");
        WeightType type = model.Type switch
        {
            ScalarType.BFloat16 => WeightType.BFloat16,
            ScalarType.Float64 => WeightType.Float64,
            _ => WeightType.Float32,
        };
        SafetensorsWriter.Write(
            Path.Combine(folder, "model.safetensors"),
            [
                .. model.Parameters.Names.Select(name => new WeightSource(
                    new WeightInfo(name, type, [.. model.Parameters.PlaceOf(name).Shape]),
                    stream => Copy(model.Parameters, name, stream))),
            ]);
    }

    private static JsonObject Config(DecoderModel model)
    {
        DecoderConfig config = model.Config;
        JsonObject json = config.SourceJson is null ? [] : JsonNode.Parse(config.SourceJson)!.AsObject();
        ModelFamily family = ModelFamily.Of(config);
        json["architectures"] = new JsonArray(family.Architecture);
        json["model_type"] = family.ModelType;
        json["vocab_size"] = config.VocabularySize;
        family.WriteSizes(config, json);
        json["tie_word_embeddings"] = config.TieEmbeddings;
        json["initializer_range"] = config.InitializerRange;
        SetToken(json, "bos_token_id", config.BosId);
        SetToken(json, "eos_token_id", config.EosId);
        SetToken(json, "pad_token_id", config.PadId);
        json.Remove("torch_dtype");
        json["dtype"] = model.Type.ToString().ToLowerInvariant();
        json["use_cache"] ??= true;
        family.Write(config, json);
        family.WriteRope(config, json);
        return Sorted(json);
    }

    // As transformers derives it from the config: what is null is left out, a list of ends stays a list.
    private static JsonObject Generation(JsonObject config)
    {
        JsonObject json = new() { ["_from_model_config"] = true };
        string[] keys = ["bos_token_id", "eos_token_id", "pad_token_id", "transformers_version"];
        foreach (string key in keys.Where(k => config[k] is not null))
        {
            json[key] = config[key]!.DeepClone();
        }

        return json;
    }

    // A list of ids whose first one is the one known here stays a list.
    private static void SetToken(JsonObject json, string key, int? id)
    {
        if (json[key] is JsonArray list && list.Count > 0 && list[0] is JsonValue first
            && first.TryGetValue(out int known) && known == id)
        {
            return;
        }

        json[key] = id;
    }

    private static JsonObject Sorted(JsonObject json) => new(
        json.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone())));

    private static void Copy(ParameterBuffer parameters, string name, Stream stream)
    {
        using IDisposable none = no_grad();
        (long offset, IReadOnlyList<long> shape) = parameters.PlaceOf(name);
        long elements = ParameterBuffer.Elements(shape);
        for (long done = 0; done < elements; done += PartElements)
        {
            using DisposeScope scope = NewDisposeScope();
            long count = Math.Min(PartElements, elements - done);
            stream.Write(parameters.Flat.narrow(0, offset + done, count).cpu().contiguous().bytes);
        }
    }
}
