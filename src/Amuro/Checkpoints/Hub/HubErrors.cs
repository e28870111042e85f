using System.Net;
using System.Net.Http.Headers;
using Amuro.Runtime;

namespace Amuro.Checkpoints.Hub;

/// <summary>What an answer that is no success means, and what to do about it.</summary>
internal static class HubErrors
{
    public static Exception Of(HubOptions options, HubPlace place, Uri address, HttpResponseMessage response)
    {
        HttpStatusCode status = response.StatusCode;
        string host = HubUri.Shown(address);
        if (status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout || (int)status >= 500)
        {
            return new HubTransientException($"HTTP {(int)status} of {host}")
            {
                RetryAfter = RetryAfter(response.Headers.RetryAfter, options.Clock),
            };
        }

        if (!HubUri.IsHub(options, address)
            && status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.Gone)
        {
            return new HubTransientException($"HTTP {(int)status} of {host}") { AddressExpired = true };
        }

        string repository = HubUri.Shown(options.Endpoint) + "/" + place.Repository;
        string code = Header(response, "X-Error-Code") ?? "";
        string token = options.Token is null ? "no token was sent" : "a token was sent";
        string found = (code, (int)status) switch
        {
            ("GatedRepo", _) when options.Token is null =>
                $"expected access, found a gated repository and no token: accept its terms at {repository} and set HF_TOKEN or HubOptions.WithToken.",
            ("GatedRepo", _) =>
                $"expected access, found a gated repository that refuses this token: accept its terms at {repository} with the account of the token.",
            ("RevisionNotFound", _) => "expected a branch, a tag or a commit, found no such revision: HubClient.ListRevisionsAsync lists what there is.",
            ("EntryNotFound", _) when place.File is not null =>
                "expected a file, found none of this name in the revision: HubClient.ListFilesAsync lists what there is.",
            ("RepoNotFound", _) =>
                $"expected a repository, found none of this name at {HubUri.Shown(options.Endpoint)}, or one that is private ({token}): check the name, or set HF_TOKEN.",
            (_, 401) => $"expected access, found HTTP 401 of {host} ({token}): check the name of the repository, or set a valid HF_TOKEN.",
            (_, 403) => $"expected access, found HTTP 403 of {host} ({token}){Said(options, response)}.",
            (_, 404) => $"expected something to download, found HTTP 404 of {host}: check the names of repository, revision and file.",
            _ => $"expected an answer, found HTTP {(int)status} of {host}{Said(options, response)}.",
        };
        return new AmuroException($"{place}: {found}");
    }

    /// <summary>The error after the last try.</summary>
    public static AmuroException Final(HubPlace place, HubTransientException failure)
    {
        string advice = failure.Unreachable
            ? ": check the network and HF_ENDPOINT, or set HF_HUB_OFFLINE=1 to use only what the cache has"
            : "";
        return new AmuroException($"{place}: expected a download, found {failure.Message}{advice}.", failure);
    }

    public static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.FirstOrDefault() : null;

    private static TimeSpan? RetryAfter(RetryConditionHeaderValue? header, TimeProvider clock)
    {
        TimeSpan? wait = header?.Delta ?? (header?.Date is { } date ? date - clock.GetUtcNow() : null);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    // A server could send the token back.
    private static string Said(HubOptions options, HttpResponseMessage response) =>
        Header(response, "X-Error-Message") is { Length: > 0 } text
            ? $": {StrictText.Shorten(options.Token is null ? text : text.Replace(options.Token.Value, "(hidden)", StringComparison.Ordinal))}"
            : "";
}
