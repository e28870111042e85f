using System.Net;
using Microsoft.Extensions.Logging;

namespace Amuro.Checkpoints.Hub;

/// <summary>
/// Brings one blob: continues what an earlier try left in <c>blobs/&lt;etag&gt;.incomplete</c>, checks length and digest, then renames.
/// The caller holds the lock of the blob.
/// </summary>
internal sealed class BlobDownload(HubOptions options, HubHttp http, ILogger logger, HubPlace place, HubFileMetadata file, string blob, Action<long> received)
{
    private const int BufferBytes = 1 << 17;
    private readonly string _partial = blob + ".incomplete";
    private Uri _address = file.Address;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            bool resumed = await ReceiveAllAsync(cancellationToken).ConfigureAwait(false);
            string? digest = await BlobDigest.OfAsync(_partial, file.ETag, cancellationToken).ConfigureAwait(false);
            if (digest is null || digest == file.ETag)
            {
                File.Move(_partial, blob, overwrite: true);
                return;
            }

            File.Delete(_partial);
            if (!resumed)
            {
                string kind = digest.Length == 64 ? "SHA-256" : "git SHA-1";
                throw new AmuroException(
                    $"{place}: expected content with the {kind} {file.ETag}, found {digest}: what was received is deleted, try again.");
            }
        }
    }

    // True if a part of the file came from an earlier try, which may be what is wrong with it.
    private async Task<bool> ReceiveAllAsync(CancellationToken cancellationToken)
    {
        var retry = new HubRetry(options, logger, place);
        bool resumed = false;
        while (true)
        {
            long have = File.Exists(_partial) ? new FileInfo(_partial).Length : 0;
            if (have > 0 && (file.Size is null || have > file.Size))
            {
                File.Delete(_partial);
                have = 0;
            }

            resumed |= have > 0;
            if (have == file.Size && have > 0)
            {
                return resumed;
            }

            try
            {
                await ReceiveAsync(have, cancellationToken).ConfigureAwait(false);
                return resumed;
            }
            catch (HubTransientException e)
            {
                if (File.Exists(_partial) && new FileInfo(_partial).Length > have)
                {
                    retry.Reset();
                }

                await retry.PauseAsync(e, cancellationToken).ConfigureAwait(false);
                if (e.AddressExpired)
                {
                    await RenewAddressAsync(cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }

    private async Task ReceiveAsync(long have, CancellationToken cancellationToken)
    {
        HubLog.Download(logger, place, file.Size, HubUri.Shown(_address), have);
        using HttpResponseMessage response = await http.GetAsync(_address, place, have, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable || !StartsAt(response, ref have))
        {
            File.Delete(_partial);
            throw new HubTransientException($"another range than the one asked for (from byte {have})");
        }

        long? length = response.Content.Headers.ContentLength;
        if (file.Size is not null && length is not null && have + length != file.Size)
        {
            throw WrongLength(FormattableString.Invariant($"an answer of {length} bytes from byte {have}"));
        }

        await using var target = new FileStream(_partial, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, 1, FileOptions.Asynchronous);
        target.SetLength(have);
        target.Position = have;
        await using Stream source = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        byte[] buffer = new byte[BufferBytes];
        received(have);
        while (true)
        {
            int n = await http.WithinTimeoutAsync(_address, t => source.ReadAsync(buffer, t).AsTask(), cancellationToken).ConfigureAwait(false);
            if (n == 0)
            {
                break;
            }

            have += n;
            if (have > file.Size)
            {
                target.SetLength(0);
                throw WrongLength("a longer body");
            }

            await target.WriteAsync(buffer.AsMemory(0, n), cancellationToken).ConfigureAwait(false);
            received(have);
        }

        if (file.Size is not null && have < file.Size)
        {
            throw new HubTransientException(FormattableString.Invariant($"a body that ended after {have} of {file.Size} bytes"));
        }

        target.Flush(flushToDisk: true);
    }

    // A server that ignores Range sends the whole file.
    private bool StartsAt(HttpResponseMessage response, ref long have)
    {
        if (response.StatusCode != HttpStatusCode.PartialContent)
        {
            have = 0;
            return true;
        }

        var range = response.Content.Headers.ContentRange;
        return range?.From == have && (range.Length is null || range.Length == file.Size);
    }

    private async Task RenewAddressAsync(CancellationToken cancellationToken)
    {
        HubPlace pinned = place with { Commit = file.Commit };
        HubFileMetadata again = await HubRetry
            .RunAsync(options, logger, place, () => http.HeadAsync(pinned, cancellationToken), cancellationToken).ConfigureAwait(false);
        _address = again.ETag == file.ETag
            ? again.Address
            : throw new AmuroException($"{place}: expected the ETag {file.ETag} as before, found {again.ETag}.");
    }

    private AmuroException WrongLength(string found) =>
        new(FormattableString.Invariant($"{place}: expected {file.Size} bytes as the hub announced, found {found}."));
}
