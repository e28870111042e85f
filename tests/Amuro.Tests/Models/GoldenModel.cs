using System.Text.Json;
using Amuro.Checkpoints;
using Amuro.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Amuro.Tests.Models;

/// <summary>One case of goldens/models or goldens/formats: a checkpoint and the numbers it must give.</summary>
internal sealed class GoldenModel(string relative) : ModelReference(FolderOf(relative))
{
    /// <summary>Every case of goldens/models.</summary>
    public static string[] Names { get; } =
    [
        "llama", "llama_tied_gqa", "llama_rope_llama3", "llama_rope_linear", "llama_bias", "olmo", "olmo_clip", "olmo2", "olmo3",
        "olmo3_yarn", "gpt_neox", "gpt_neox_sequential", "qwen2", "qwen3", "gpt2", "mistral",
    ];

    /// <summary>The folder of a case; some are not part of this repository.</summary>
    public static string FolderOf(string relative) =>
        Directory.Exists(Goldens.Path(relative)) ? Goldens.Path(relative) : SharedData.Require("goldens/" + relative);

    public static DecoderModel Load(string name, ScalarType type = ScalarType.Float32) =>
        DecoderModel.Load(Checkpoint.FromFolder(FolderOf("models/" + name), 0), type);

    public (int[] Prompt, int[] New) Greedy()
    {
        JsonElement greedy = Expected.GetProperty("greedy");
        return (Ints(greedy.GetProperty("prompt_ids")), Ints(greedy.GetProperty("new_ids")));
    }
}
