namespace Amuro.Tests;

/// <summary>The folder of third-party data and reference outputs that is not part of this repository.</summary>
public static class SharedData
{
    /// <summary>Full path of the folder, or null where it is not on this machine.</summary>
    public static string? Folder { get; } = Find();

    /// <summary>Full path of something in the folder; skips the test where it is missing.</summary>
    public static string Require(string relative)
    {
        Skip.If(Folder is null, "needs the folder 'shared' beside the repository (or AMURO_SHARED), which is not here");
        string path = Path.Combine(Folder!, relative);
        Skip.IfNot(Path.Exists(path), $"needs {path}, which is not here");
        return path;
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("AMURO_SHARED") is { Length: > 0 } named)
        {
            return Directory.Exists(named) ? Path.GetFullPath(named) : null;
        }

        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string candidate = Path.Combine(at.FullName, "shared");
            if (Directory.Exists(Path.Combine(candidate, "goldens")))
            {
                return candidate;
            }
        }

        return null;
    }
}
