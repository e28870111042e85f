using Amuro;
using Amuro.Checkpoints;

/// <summary>One model saved in many ways, adapters on a base model, and files that must be refused.</summary>
internal static class FormatCases
{
    public static IEnumerable<ParityCase> In(string root) => ModelCases.CaseFolders(root)
        .Select(f => new ParityCase(Path.GetFileName(f), () => ModelCases.Compare(f, f)))
        .Concat(Adapters(root))
        .Concat(Refused(Path.Combine(root, "malicious")));

    private static IEnumerable<ParityCase> Adapters(string root) => Directory.GetDirectories(root)
        .SelectMany(Directory.GetDirectories)
        .Where(f => File.Exists(Path.Combine(f, "adapter_config.json")) && File.Exists(Path.Combine(f, "expected.json")))
        .Order(StringComparer.Ordinal)
        .Select(f => new ParityCase(Path.GetRelativePath(root, f), () => AdapterReference.Compare(root, f)));

    private static IEnumerable<ParityCase> Refused(string folder)
    {
        if (!Directory.Exists(folder))
        {
            yield break;
        }

        foreach (string file in Directory.GetFiles(folder).Concat(Directory.GetDirectories(folder)).Order(StringComparer.Ordinal))
        {
            bool sound = Path.GetFileNameWithoutExtension(file) == "control";
            yield return new ParityCase("malicious/" + Path.GetFileName(file), () => ParityResult.Exact((sound, Refusal(file)) switch
            {
                (true, { } refusal) => $"expected to be read, found: {refusal}",
                (false, null) => "expected to be refused, was read",
                _ => null,
            }));
        }
    }

    // As a checkpoint would hold it: under the name that is looked for, in a folder of its own.
    private static string? Refusal(string path)
    {
        string folder = Directory.CreateTempSubdirectory("amuro-parity-").FullName;
        try
        {
            if (!Directory.Exists(path))
            {
                string name = path.EndsWith(".bin", StringComparison.Ordinal) ? "pytorch_model.bin" : "model.safetensors";
                File.Copy(path, Path.Combine(folder, name));
            }

            using WeightFiles files = WeightFiles.Open(Directory.Exists(path) ? path : folder);
            foreach (string weight in files.Weights.Keys)
            {
                _ = files.Data(weight).Length;
            }

            return null;
        }
        catch (AmuroException e)
        {
            return e.Message;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
