namespace Amuro.Benchmarks;

/// <summary>The folder of third-party data beside the repository; it is not part of it.</summary>
internal static class SharedFolder
{
    /// <summary>Full path of something in the folder, or null where it is not on this machine.</summary>
    public static string? Find(string relative)
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string candidate = Path.Combine(at.FullName, "shared", relative);
            if (Path.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
