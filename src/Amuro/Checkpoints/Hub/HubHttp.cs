using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using Amuro.Runtime;

namespace Amuro.Checkpoints.Hub;

/// <summary>One request at a time: redirects followed by hand, so that the token goes to the hub alone.</summary>
internal sealed class HubHttp(HubOptions options) : IDisposable
{
    private const int MostRedirects = 10;

    // Silence is bounded per request, in SendOnceAsync; a whole download may take hours.
    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        MaxConnectionsPerServer = 64,
    })
    {
        Timeout = System.Threading.Timeout.InfiniteTimeSpan,
    };

    private static string Version { get; } =
        typeof(HubHttp).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    /// <summary>Gets an address; the answer is a success or, for a range, 416. The body is not read yet.</summary>
    /// <exception cref="HubTransientException">The same request may succeed later.</exception>
    public async Task<HttpResponseMessage> GetAsync(Uri address, HubPlace place, long from, CancellationToken cancellationToken)
    {
        for (int redirects = 0; redirects <= MostRedirects; redirects++)
        {
            HttpResponseMessage response = await SendOnceAsync(HttpMethod.Get, address, from, cancellationToken).ConfigureAwait(false);
            if (response.IsSuccessStatusCode || (from > 0 && response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable))
            {
                return response;
            }

            using (response)
            {
                address = Target(place, address, response) ?? throw HubErrors.Of(options, place, address, response);
            }
        }

        throw new AmuroException($"{place}: expected an answer, found more than {MostRedirects} redirects.");
    }

    /// <summary>
    /// Asks the hub about a file. A redirect within the hub is followed; one to another host is where the content is, and is not.
    /// </summary>
    /// <exception cref="HubTransientException">The same request may succeed later.</exception>
    public async Task<HubFileMetadata> HeadAsync(HubPlace place, CancellationToken cancellationToken)
    {
        Uri address = HubUri.File(options, place.Repository, place.At, place.File!);
        string? commit = null, etag = null, linkedEtag = null;
        for (int redirects = 0; redirects <= MostRedirects; redirects++)
        {
            using HttpResponseMessage response = await SendOnceAsync(HttpMethod.Head, address, 0, cancellationToken).ConfigureAwait(false);
            Uri? target = Target(place, address, response);
            if (target is null && !response.IsSuccessStatusCode)
            {
                throw HubErrors.Of(options, place, address, response);
            }

            commit = HubErrors.Header(response, "X-Repo-Commit") ?? commit;
            linkedEtag = HubErrors.Header(response, "X-Linked-Etag") ?? linkedEtag;
            etag = HubErrors.Header(response, "ETag") ?? etag;
            if (target is null || !HubUri.IsHub(options, target) || (commit is not null && linkedEtag is not null))
            {
                return HubFileMetadata.From(options, place, commit, linkedEtag, etag, target, response);
            }

            address = target;
        }

        throw new AmuroException($"{place}: expected an answer, found more than {MostRedirects} redirects.");
    }

    /// <summary>Waits for the next piece of a body, or fails if it does not come.</summary>
    public async Task<T> WithinTimeoutAsync<T>(Uri address, Func<CancellationToken, Task<T>> wait, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.Timeout);
        try
        {
            return await wait(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HubTransientException(
                FormattableString.Invariant($"no answer of {HubUri.Shown(address)} within {options.Timeout.TotalSeconds:0.###} s (HubOptions.Timeout)"), e)
            { Unreachable = true };
        }
        catch (HttpRequestException e)
        {
            throw new HubTransientException($"no answer of {HubUri.Shown(address)}: {Said(e)}", e)
            {
                Unreachable = e.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
                    or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
            };
        }
        catch (IOException e)
        {
            throw new HubTransientException($"a connection to {HubUri.Shown(address)} that was cut: {Said(e)}", e);
        }
    }

    public void Dispose() => _client.Dispose();

    private static string Said(Exception error) => StrictText.Shorten(error.Message).TrimEnd('.');

    private Task<HttpResponseMessage> SendOnceAsync(HttpMethod method, Uri address, long from, CancellationToken cancellationToken)
    {
        return WithinTimeoutAsync(address, SendAsync, cancellationToken);

        async Task<HttpResponseMessage> SendAsync(CancellationToken token)
        {
            using var request = new HttpRequestMessage(method, address);
            request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
            request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Amuro", Version));
            if (from > 0)
            {
                request.Headers.Range = new RangeHeaderValue(from, null);
            }

            if (options.Token is not null && HubUri.IsHub(options, address))
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.Token.Value);
            }

            return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token).ConfigureAwait(false);
        }
    }

    private static Uri? Target(HubPlace place, Uri address, HttpResponseMessage response)
    {
        if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location)
        {
            return null;
        }

        var target = new Uri(address, location);
        bool safe = target.Scheme == Uri.UriSchemeHttps || (target.Scheme == Uri.UriSchemeHttp && address.Scheme == Uri.UriSchemeHttp);
        return safe
            ? target
            : throw new AmuroException($"{place}: expected a redirect to https, found one from {HubUri.Shown(address)} to {HubUri.Shown(target)}.");
    }
}
