using Amuro.Checkpoints;
using Amuro.Models;

/// <summary>Folders of checkpoints, each with its reference outputs, and the same with the config in its older spelling.</summary>
internal static class ModelCases
{
    public static IEnumerable<ParityCase> In(string root)
    {
        foreach (string folder in CaseFolders(root))
        {
            string name = Path.GetFileName(folder);
            yield return new ParityCase(name, () => Compare(folder, folder));
            if (File.Exists(Path.Combine(folder, "config.v4.json")))
            {
                yield return new ParityCase(name + "/config.v4.json", () => CompareOlderConfig(folder));
            }
        }
    }

    public static IEnumerable<string> CaseFolders(string root) => Directory.GetDirectories(root)
        .Where(f => File.Exists(Path.Combine(f, "expected.json"))).Order(StringComparer.Ordinal);

    public static ParityResult Compare(string checkpoint, string expected)
    {
        using ModelReference reference = new(expected);
        using DecoderModel model = DecoderModel.Load(Checkpoint.FromFolder(checkpoint, 0));
        return ModelCheck.Run(reference, model);
    }

    private static ParityResult CompareOlderConfig(string folder)
    {
        string copy = Directory.CreateTempSubdirectory("amuro-parity-").FullName;
        try
        {
            foreach (string file in Directory.GetFiles(folder, "model*"))
            {
                File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
            }

            File.Copy(Path.Combine(folder, "config.v4.json"), Path.Combine(copy, "config.json"));
            return Compare(copy, folder);
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }
}
