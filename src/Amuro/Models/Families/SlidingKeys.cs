using System.Text.Json.Nodes;

namespace Amuro.Models.Families;

/// <summary>Keys of families in which some layers have a sliding window.</summary>
internal static class SlidingKeys
{
    public static JsonArray LayerTypes(DecoderConfig config) =>
        [.. Enumerable.Range(0, config.Layers).Select(i => (JsonNode)(config.Slides(i) ? "sliding_attention" : "full_attention"))];

    /// <summary>Qwen: the window holds only with a flag, and without <c>layer_types</c> from a layer on.</summary>
    public static DecoderConfig ReadFlagged(ConfigReader reader, DecoderConfig config)
    {
        int? window = reader.Flag("use_sliding_window", false)
            ? reader.Has("sliding_window") ? reader.Int("sliding_window") : 4096
            : null;
        int first = reader.Int("max_window_layers") ?? 28;
        LayerSet layers = reader.SlidingLayers(config.Layers, layer => window is not null && layer >= first);
        if (window is null && layers.Layers.Count > 0)
        {
            reader.Problem("layer_types", "full_attention alone without use_sliding_window and sliding_window", "sliding_attention");
        }

        return window is null ? config : config with { SlidingWindow = window, SlidingLayers = layers };
    }

    public static void WriteFlagged(DecoderConfig config, JsonObject json)
    {
        json["use_sliding_window"] = config.SlidingWindow is not null;
        json["layer_types"] = LayerTypes(config);
        json["max_window_layers"] ??= config.Layers;
        // Without the flag the number means nothing; the one read is kept.
        if (config.SlidingWindow is { } window)
        {
            json["sliding_window"] = window;
        }
        else if (!json.ContainsKey("sliding_window"))
        {
            json["sliding_window"] = null;
        }
    }
}
