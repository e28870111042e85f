namespace Amuro.Tests;

/// <summary>The small reference outputs that are part of this repository.</summary>
public static class Goldens
{
    /// <summary>Full path of a golden file or folder, such as <c>models/llama</c>.</summary>
    public static string Path(string relative) =>
        System.IO.Path.Combine(AppContext.BaseDirectory, "Goldens", relative);
}
