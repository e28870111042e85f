using System.Text.Json;
using Amuro.Checkpoints.OlmoNative;

namespace Amuro.Checkpoints;

/// <summary>The config of a checkpoint as the content of a <c>config.json</c>, whatever file it is written in.</summary>
internal static class ConfigFile
{
    private const string JsonName = "config.json";

    /// <summary>Full path of the folder's config: <c>config.json</c>, or <c>config.yaml</c> where only the OLMo trainer's is there.</summary>
    public static string PathIn(string folder)
    {
        string json = Path.Combine(folder, JsonName);
        return !File.Exists(json) && OlmoCheckpoint.IsIn(folder) ? Path.Combine(folder, OlmoCheckpoint.ConfigName) : json;
    }

    /// <summary>Reads a config; that of the OLMo trainer is translated.</summary>
    /// <exception cref="AmuroException">The file is missing, damaged, or describes a model that has no translation.</exception>
    public static JsonElement Read(string path) =>
        Path.GetFileName(path) == OlmoCheckpoint.ConfigName ? OlmoConfig.Read(path).ToHuggingFace() : JsonFile.Read(path);
}
