using System.Diagnostics;

namespace Amuro.Tests;

/// <summary>The real pretrained model (135M parameters) as a Hugging Face folder, made once per machine.</summary>
internal static class RealModelFolder
{
    /// <summary>Full path of the folder; the test is skipped, with the reason, where the model cannot be made.</summary>
    /// <param name="type">f32 or bf16.</param>
    public static string Require(string type)
    {
        string script = SharedData.Require("models/make-model.sh");
        Skip.IfNot(OperatingSystem.IsLinux(), "models/make-model.sh needs Linux");
        string folder = Path.Combine(Path.GetTempPath(), $"amuro-real-model-{type}");
        // Test processes of several checkouts may ask at the same time.
        using FileStream guard = Lock(folder + ".lock");
        if (!File.Exists(Path.Combine(folder, "model.safetensors")))
        {
            string temporary = $"{folder}.{Environment.ProcessId}.tmp";
            Make(script, temporary, type);
            Directory.Move(temporary, folder);
        }

        return folder;
    }

    private static FileStream Lock(string path)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (attempt < 600)
            {
                Thread.Sleep(200);
            }
        }
    }

    private static void Make(string script, string folder, string type)
    {
        var start = new ProcessStartInfo("bash", [script, folder, type]) { RedirectStandardError = true, RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"make-model.sh failed: {errors}{output.Result}");
    }
}
