namespace Amuro.Training;

/// <summary>The folder of one run. While it is open no other run can open it, in this process or another.</summary>
internal sealed class RunFolder : IDisposable
{
    public const string ResumeName = "resume.safetensors";
    private readonly FileStream _lock;

    /// <summary>Opens the folder, made if it is not there, and removes what a killed run was writing.</summary>
    /// <exception cref="AmuroException">It cannot be written to, or another run is using it.</exception>
    public RunFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            // Held by the operating system, so it is free again when a run is killed.
            _lock = new FileStream(Path.Combine(folder, "run.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            ResumePath = Path.Combine(folder, ResumeName);
            foreach (string leftover in Directory.GetFiles(folder, ResumeName + ".*.tmp"))
            {
                File.Delete(leftover);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            _lock?.Dispose();
            throw new AmuroException($"Run folder '{folder}': expected a folder that can be written to and that no other run is using, found: {error.Message}", error);
        }
    }

    /// <summary>Where the resume point lies, if there is one.</summary>
    public string ResumePath { get; }

    public void Dispose() => _lock.Dispose();
}
