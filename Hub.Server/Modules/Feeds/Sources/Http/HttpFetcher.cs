using System.Net;
using System.Net.Http.Headers;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Modules.Feeds.Model;
using RealtimeHub.Server.Modules.Feeds.Sources.Values;

namespace RealtimeHub.Server.Modules.Feeds.Sources.Http;

/// <summary>Gets a document within a time and a size. Headers may be keys: they follow a redirect within the same host only.</summary>
internal sealed class HttpFetcher(Uri address, HttpSourceOptions options, TimeProvider time) : IDisposable
{
    private const int MaxRedirects = 3;
    private const string UserAgent = "RealtimeHub";

    private readonly HttpClient http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        UseCookies = false,
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    /// <exception cref="SourceFailedException">There was no good answer; the text says why.</exception>
    public async Task<HttpDocument> GetAsync(HttpDocument? known, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.TimeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await FollowAsync(known, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SourceFailedException($"its server did not answer within {options.TimeLimit.TotalSeconds:0.###} s");
        }
        catch (Exception unreachable) when (NetworkErrors.Is(unreachable))
        {
            throw new SourceFailedException("its server can't be reached; the server's log says why", unreachable);
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<HttpDocument> FollowAsync(HttpDocument? known, CancellationToken cancellationToken)
    {
        var at = address;
        for (var redirects = 0; ; redirects++)
        {
            using var request = RequestOf(at, known);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
                return await DocumentOfAsync(response, known, cancellationToken);
            at = TargetOf(at, response, redirects);
        }
    }

    private HttpRequestMessage RequestOf(Uri at, HttpDocument? known)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, at);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.UserAgent.ParseAdd(UserAgent);
        if (known?.ETag is { } tag)
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        request.Headers.IfModifiedSince = known?.LastModified;
        foreach (var (header, value) in options.Headers)
            request.Headers.TryAddWithoutValidation(header, value);
        return request;
    }

    private static Uri TargetOf(Uri at, HttpResponseMessage response, int redirects)
    {
        if (redirects >= MaxRedirects)
            throw new SourceFailedException($"its server redirects more than {MaxRedirects} times");
        var target = response.Headers.Location is { } location ? new Uri(at, location) : throw new SourceFailedException("its server redirects to nowhere");
        var isSafe = target.Host == at.Host && (target.Scheme == at.Scheme ? target.Port == at.Port : target.Scheme == Uri.UriSchemeHttps);
        return isSafe ? target : throw new SourceFailedException("its server redirects to another server; set Address to that one if it is right");
    }

    private async Task<HttpDocument> DocumentOfAsync(HttpResponseMessage response, HttpDocument? known, CancellationToken cancellationToken)
    {
        var maxAge = response.Headers.CacheControl?.MaxAge ?? TimeSpan.Zero;
        if (response.StatusCode == HttpStatusCode.NotModified && known is not null)
            return known with { Body = null, MaxAge = maxAge };
        if (response.StatusCode != HttpStatusCode.OK)
            throw new SourceFailedException($"its server answered {(int)response.StatusCode}") { RetryAfter = RetryAfterOf(response) };
        return new HttpDocument(
            await BodyOfAsync(response, cancellationToken), response.Headers.ETag?.ToString(), response.Content.Headers.LastModified, maxAge);
    }

    private TimeSpan RetryAfterOf(HttpResponseMessage response) =>
        response.Headers.RetryAfter?.Delta ?? response.Headers.RetryAfter?.Date - time.GetUtcNow() ?? TimeSpan.Zero;

    // Counted as it comes out of the decompression: what is small on the way may be large here.
    private async Task<ReadOnlyMemory<byte>> BodyOfAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var read = new MemoryStream();
        var buffer = new byte[16 << 10];
        for (int count; (count = await body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (read.Length + count > options.MaxBytes)
                throw new SourceFailedException($"its document has more than {options.MaxBytes} bytes");
            read.Write(buffer, 0, count);
        }

        return read.ToArray();
    }
}
