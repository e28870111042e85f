using Amuro.Runtime;

namespace Amuro.Checkpoints.Hub;

/// <summary>The environment variables of the Python client, and what it takes where they are not set.</summary>
internal static class HubEnvironment
{
    public static HubOptions Read(Func<string, string?> variable)
    {
        string home = Folder(Value("HF_HOME"))
            ?? Path.Combine(Folder(Value("XDG_CACHE_HOME")) ?? Path.Combine(UserFolder(), ".cache"), "huggingface");
        string cache = Folder(Value("HF_HUB_CACHE") ?? Value("HUGGINGFACE_HUB_CACHE")) ?? Path.Combine(home, "hub");
        HubOptions options = new HubOptions()
            .WithCacheFolder(cache)
            .WithOffline(IsTrue(Value("HF_HUB_OFFLINE")))
            .WithToken(Token(home));
        return Value("HF_ENDPOINT") is { } endpoint ? options.WithEndpoint(Address(endpoint)) : options;

        string? Value(string name) => variable(name) is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

        HubToken? Token(string home)
        {
            if (IsTrue(Value("HF_HUB_DISABLE_IMPLICIT_TOKEN")))
            {
                return null;
            }

            if (Value("HF_TOKEN") is { } token)
            {
                return HubToken.Of(token);
            }

            string file = Folder(Value("HF_TOKEN_PATH")) ?? Path.Combine(home, "token");
            return File.Exists(file) && StrictText.Read(file).Trim() is { Length: > 0 } text ? HubToken.Of(text) : null;
        }
    }

    private static bool IsTrue(string? value) => value?.ToUpperInvariant() is "1" or "ON" or "YES" or "TRUE";

    private static string UserFolder() => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    private static string? Folder(string? path) => path switch
    {
        null => null,
        "~" => UserFolder(),
        _ when path.StartsWith("~/", StringComparison.Ordinal) => Path.Combine(UserFolder(), path[2..]),
        _ => Path.GetFullPath(path),
    };

    // The value is not shown: an address may hold a password.
    private static Uri Address(string text) => Uri.TryCreate(text, UriKind.Absolute, out Uri? address)
        ? address
        : throw new AmuroException($"HF_ENDPOINT: expected an address like {HubOptions.PublicEndpoint}, found something else.");
}
