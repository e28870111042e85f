using System.Text.Json.Nodes;

namespace Amuro.Tests.Training;

/// <summary>One case of goldens/finetune, with its steps as nodes.</summary>
internal sealed class FineTuneGolden(string folder) : FineTuneReference(folder)
{
    public JsonArray Trajectory { get; } = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "trajectory.json")))!["steps"]!.AsArray();
}
