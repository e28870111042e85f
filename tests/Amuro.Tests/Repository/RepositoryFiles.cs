using System.Runtime.CompilerServices;

namespace Amuro.Tests.Repository;

/// <summary>Finds the working tree that the tests were built from.</summary>
internal static class RepositoryFiles
{
    public static string Root { get; } = FindRoot();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    // A path-mapped build (CI=true) has no true source paths, so the way up from the output folder comes first.
    private static string FindRoot([CallerFilePath] string source = "")
    {
        foreach (string? start in (string?[])[AppContext.BaseDirectory, Path.GetDirectoryName(source)])
        {
            for (DirectoryInfo? folder = start is null ? null : new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "Amuro.sln")))
                {
                    return folder.FullName;
                }
            }
        }

        throw new DirectoryNotFoundException($"Amuro.sln: expected above {AppContext.BaseDirectory}, found nowhere");
    }
}
