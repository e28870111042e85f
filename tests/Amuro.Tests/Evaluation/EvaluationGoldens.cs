using System.Text.Json;
using Amuro.Checkpoints;
using Amuro.Models;
using Amuro.Tasks;
using Amuro.Tokenization;

namespace Amuro.Tests.Evaluation;

/// <summary>The reference outputs of goldens/evaluation: a tiny model, rendered requests, what came out of them.</summary>
internal static class EvaluationGoldens
{
    public const string ModelName = "llama-bos-v1024";

    /// <summary>The part that may be copied into the repository.</summary>
    public static string Local => Goldens.Path("evaluation");

    public static DecoderModel LoadModel(string model = ModelName) => DecoderModel.Load(Checkpoint.FromFolder(FolderOf(model), 0));

    public static HuggingFaceTokenizer LoadTokenizer(string model = ModelName) => HuggingFaceTokenizer.Load(FolderOf(model));

    public static string ModelFolder => FolderOf(ModelName);

    /// <summary>The folder of a model; only the first is part of this repository.</summary>
    private static string FolderOf(string model) =>
        model == ModelName ? Path.Combine(Local, "models", model) : SharedData.Require("goldens/evaluation/models/" + model);

    public static JsonElement[] ReadLines(params string[] path) =>
        [.. File.ReadLines(Path.Combine(path)).Select(l => JsonDocument.Parse(l).RootElement)];

    /// <summary>A task whose prompts are the rendered contexts themselves.</summary>
    public static TaskDefinition RenderedTask(string name, JsonElement[] requests) => new()
    {
        Name = name,
        Kind = TaskKind.MultipleChoice,
        Formats = [Verbatim],
        Evaluation = [.. requests.Select(r => new Example
        {
            Id = r.GetProperty("doc_id").GetInt32().ToString(System.Globalization.CultureInfo.InvariantCulture),
            Fields = new Dictionary<string, string> { ["context"] = r.GetProperty("context").GetString()! },
            Choices = [.. r.GetProperty("choices").EnumerateArray().Select(c => c.GetString()!)],
            Gold = r.GetProperty("gold").GetInt32(),
            Answer = r.GetProperty("choices")[r.GetProperty("gold").GetInt32()].GetString()!,
        })],
    };

    public static PromptFormat Verbatim { get; } = new() { Name = "verbatim", Template = "{context}" };

    public static int[] Ints(JsonElement array) => [.. array.EnumerateArray().Select(e => e.GetInt32())];

    public static double[] Doubles(JsonElement array) => [.. array.EnumerateArray().Select(e => e.GetDouble())];

    public static bool[] Bools(JsonElement array) => [.. array.EnumerateArray().Select(e => e.GetBoolean())];
}
