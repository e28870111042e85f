using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Amuro.Checkpoints.Hub;

/// <summary>The hub's answers in JSON: revisions and the files of one.</summary>
internal sealed class HubApi(HubOptions options, HubHttp http, ILogger logger)
{
    private const int MostBytes = 1 << 26;

    public async Task<IReadOnlyList<HubRevision>> RevisionsAsync(HubRepository repository, CancellationToken cancellationToken)
    {
        var place = new HubPlace(repository);
        JsonElement root = await ReadAsync(HubUri.Revisions(options, repository), place, cancellationToken).ConfigureAwait(false);
        List<HubRevision> result = [];
        foreach ((string list, bool isTag) in new[] { ("branches", false), ("tags", true) })
        {
            foreach (JsonElement item in Items(root, list, place))
            {
                string name = HubNames.Revision(place, Text(item, "name", place));
                string commit = Text(item, "targetCommit", place);
                result.Add(HubNames.IsCommit(commit)
                    ? new HubRevision(name, commit, isTag)
                    : throw new AmuroException($"{place}: expected a commit of 40 hexadecimal digits for {name}, found something else."));
            }
        }

        return result;
    }

    /// <summary>The commit of a revision and the names of its files.</summary>
    public async Task<HubListing> FilesAsync(HubPlace place, CancellationToken cancellationToken)
    {
        JsonElement root = await ReadAsync(HubUri.Listing(options, place.Repository, place.At), place, cancellationToken).ConfigureAwait(false);
        string commit = Text(root, "sha", place);
        return HubNames.IsCommit(commit)
            ? new HubListing(commit, [.. Items(root, "siblings", place).Select(f => HubNames.File(place, Text(f, "rfilename", place)))])
            : throw new AmuroException($"{place}: expected a commit of 40 hexadecimal digits in sha, found something else.");
    }

    private static IEnumerable<JsonElement> Items(JsonElement root, string name, HubPlace place) =>
        !root.TryGetProperty(name, out JsonElement list) || list.ValueKind == JsonValueKind.Null ? []
        : list.ValueKind == JsonValueKind.Array ? list.EnumerateArray()
        : throw new AmuroException($"{place}: expected a list {name} in the hub's answer, found {list.ValueKind}.");

    private static string Text(JsonElement item, string name, HubPlace place) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new AmuroException($"{place}: expected a text {name} in the hub's answer, found none.");

    private Task<JsonElement> ReadAsync(Uri address, HubPlace place, CancellationToken cancellationToken) => HubRetry.RunAsync(
        options,
        logger,
        place,
        async () =>
        {
            using HttpResponseMessage response = await http.GetAsync(address, place, 0, cancellationToken).ConfigureAwait(false);
            byte[] body = await http.WithinTimeoutAsync(address, t => BodyAsync(response, place, t), cancellationToken).ConfigureAwait(false);
            try
            {
                using JsonDocument document = JsonDocument.Parse(body);
                return document.RootElement.ValueKind == JsonValueKind.Object
                    ? document.RootElement.Clone()
                    : throw new AmuroException(
                        $"{place}: expected a JSON object, found {document.RootElement.ValueKind}: is {HubUri.Shown(options.Endpoint)} a hub?");
            }
            catch (JsonException e)
            {
                throw new AmuroException($"{place}: expected JSON, found something else: is {HubUri.Shown(options.Endpoint)} a hub?", e);
            }
        },
        cancellationToken);

    private static async Task<byte[]> BodyAsync(HttpResponseMessage response, HubPlace place, CancellationToken cancellationToken)
    {
        await using Stream source = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        using var result = new MemoryStream();
        byte[] buffer = new byte[1 << 16];
        for (int n; (n = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            result.Write(buffer, 0, n);
            if (result.Length > MostBytes)
            {
                throw new AmuroException($"{place}: expected a listing of at most {MostBytes >> 20} MiB, found a longer one.");
            }
        }

        return result.ToArray();
    }
}
