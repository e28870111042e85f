using System.Text.RegularExpressions;
using Amuro.Runtime;

namespace Amuro.Checkpoints.Hub;

/// <summary>Names that become paths below the cache. What a server sends must not lead out of it.</summary>
internal static partial class HubNames
{
    /// <summary>A file or revision: parts between slashes, none of them empty, <c>.</c> or <c>..</c>.</summary>
    public static bool IsPath(string name) =>
        name.Length is > 0 and <= 1024
        && !name.AsSpan().ContainsAnyInRange('\0', '\x1f')
        && !name.AsSpan().Contains('\\')
        && !(OperatingSystem.IsWindows() && name.AsSpan().ContainsAny(":*?\"<>|"))
        && name.Split('/').All(p => p is not ("" or "." or ".."))
        && !(OperatingSystem.IsWindows() && name.Split('/').Any(p => p[^1] is '.' or ' '));

    public static string File(HubPlace place, string name) => IsPath(name)
        ? name
        : throw new AmuroException($"{place}: expected a file name that stays inside the cache, found \"{StrictText.Shorten(name)}\".");

    public static string Revision(HubPlace place, string name) => IsPath(name)
        ? name
        : throw new AmuroException($"{place}: expected the name of a revision, found \"{StrictText.Shorten(name)}\".");

    public static bool IsCommit(string? name) => name is not null && CommitPattern().IsMatch(name);

    /// <summary>The entity tag without quotes, as the cache names its blobs.</summary>
    public static string ETag(HubPlace place, string value)
    {
        string tag = value.StartsWith("W/", StringComparison.Ordinal) ? value[2..] : value;
        tag = tag.Trim().Trim('"');
        return ETagPattern().IsMatch(tag)
            ? tag
            : throw new AmuroException($"{place}: expected an ETag of letters and digits, found \"{StrictText.Shorten(value)}\".");
    }

    [GeneratedRegex(@"\A[0-9a-f]{40}\z")]
    private static partial Regex CommitPattern();

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,128}\z")]
    private static partial Regex ETagPattern();
}
