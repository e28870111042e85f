using System.Globalization;

namespace Amuro.Checkpoints.Hub;

/// <summary>What the hub says about a file before it is downloaded.</summary>
/// <param name="Commit">The commit that the revision stands at.</param>
/// <param name="ETag">Name of the blob: SHA-256 of the content for large files, SHA-1 of the git blob for small ones.</param>
/// <param name="Size">Bytes, if the hub says.</param>
/// <param name="Address">Where the content is.</param>
internal sealed record HubFileMetadata(string Commit, string ETag, long? Size, Uri Address)
{
    public static HubFileMetadata From(
        HubOptions options, HubPlace place, string? commit, string? linkedEtag, string? etag, Uri? target, HttpResponseMessage response)
    {
        if (!HubNames.IsCommit(commit))
        {
            string found = commit is null ? "none" : "something else";
            throw new AmuroException(
                $"{place}: expected the header X-Repo-Commit with 40 hexadecimal digits, found {found}: is {HubUri.Shown(options.Endpoint)} a hub?");
        }

        string tag = HubNames.ETag(place, linkedEtag ?? etag ?? throw new AmuroException($"{place}: expected the header ETag, found none."));
        long? size = long.TryParse(
            HubErrors.Header(response, "X-Linked-Size"), NumberStyles.None, CultureInfo.InvariantCulture, out long linked)
            ? linked
            : target is null ? response.Content.Headers.ContentLength : null;

        // By the commit, so that a branch that moves meanwhile does not mix two files.
        Uri address = target is not null && !HubUri.IsHub(options, target)
            ? target
            : HubUri.File(options, place.Repository, commit!, place.File!);
        return new HubFileMetadata(commit!, tag, size, address);
    }
}
