using Amuro.Runtime;

namespace Amuro.Checkpoints.Hub;

/// <summary>Addresses of a hub.</summary>
internal static class HubUri
{
    public static Uri Revisions(HubOptions options, HubRepository repository) => Of(options, $"{repository.ApiPath}/refs");

    public static Uri Listing(HubOptions options, HubRepository repository, string revision) =>
        Of(options, $"{repository.ApiPath}/revision/{Uri.EscapeDataString(revision)}");

    public static Uri File(HubOptions options, HubRepository repository, string revision, string file) => Of(
        options,
        $"{repository.FilePath}/resolve/{Uri.EscapeDataString(revision)}/{string.Join('/', file.Split('/').Select(Uri.EscapeDataString))}");

    /// <summary>Whether an address is the hub itself: the token goes nowhere else, not even to another port or scheme of that host.</summary>
    public static bool IsHub(HubOptions options, Uri address) => Uri.Compare(
        address, options.Endpoint, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;

    /// <summary>Scheme and host for a message: a signed address is a secret, and so is a user's part.</summary>
    public static string Shown(Uri address) =>
        StrictText.Shorten(address.IsAbsoluteUri ? address.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped) : "a relative address");

    private static Uri Of(HubOptions options, string path) =>
        new($"{options.Endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{path}");
}
