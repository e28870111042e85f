namespace Amuro.Checkpoints.OlmoNative;

/// <summary>The folder that the trainer of OLMo 1 and 2 writes (unsharded).</summary>
internal static class OlmoCheckpoint
{
    public const string ConfigName = "config.yaml", WeightsName = "model.pt";

    public static bool IsIn(string folder) =>
        File.Exists(Path.Combine(folder, ConfigName)) && File.Exists(Path.Combine(folder, WeightsName));
}
