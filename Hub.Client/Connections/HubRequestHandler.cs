using System.Net;
using System.Net.Http.Headers;

namespace RealtimeHub.Client.Connections;

/// <summary>
/// Sends every HTTP request of one connection, below SignalR's own handlers. It adds what they lack: a time limit per
/// request, so that a dead network is noticed on every transport, the caller's headers, HTTP/2, and typed errors.
/// </summary>
internal sealed class HubRequestHandler(HubClientOptions options, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private static readonly MediaTypeWithQualityHeaderValue EventStream = new("text/event-stream");

    /// <summary>The transport that was opened last; <see cref="HubTransports.None"/> before one is.</summary>
    public HubTransports Transport { get; set; }

    /// <summary>The authorization that negotiate was sent with: the token that a redirect gave, where one did.</summary>
    public AuthenticationHeaderValue? Authorization { get; private set; }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Prepare(request);
        if (NegotiateAnswer.IsFor(request))
            return NegotiateAsync(request, cancellationToken);
        if (request.Method != HttpMethod.Get)
            return SendWithinLimitAsync(request, cancellationToken);
        return request.Headers.Accept.Contains(EventStream) ? OpenEventStreamAsync(request, cancellationToken) : PollAsync(request, cancellationToken);
    }

    private void Prepare(HttpRequestMessage request)
    {
        request.Version = HttpVersion.Version20;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
        foreach (var (name, value) in options.Headers)
        {
            // SignalR sets its token per request, over default headers: the caller's own must win here.
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private async Task<HttpResponseMessage> NegotiateAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Authorization = request.Headers.Authorization;
        var response = await SendWithinLimitAsync(request, cancellationToken).ConfigureAwait(false);
        await NegotiateAnswer.CheckAsync(request.RequestUri!, response, cancellationToken).ConfigureAwait(false);
        return response;
    }

    private async Task<HttpResponseMessage> OpenEventStreamAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await SendWithinLimitAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode && response.Content.Headers.ContentType?.MediaType is { } type && type != EventStream.MediaType)
        {
            // A proxy's page: the next transport may pass it.
            response.Dispose();
            throw new HubConnectException($"Server-Sent Events were answered with {type}.");
        }

        Transport = HubTransports.ServerSentEvents;
        return response;
    }

    /// <summary>
    /// A poll may take as long as it takes, and the server sends no pings on long polling. An empty POST now and then shows
    /// whether the server is still there; when one fails, so does the poll.
    /// </summary>
    private async Task<HttpResponseMessage> PollAsync(HttpRequestMessage poll, CancellationToken cancellationToken)
    {
        Transport = HubTransports.LongPolling;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var polling = ReadWholeAsync(poll, ended.Token);
        var probing = ProbeAsync(poll, ended.Token);
        var failed = await Task.WhenAny(polling, probing).ConfigureAwait(false) == probing;
        await ended.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(polling, probing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (failed && !polling.IsCompletedSuccessfully)
            await probing.ConfigureAwait(false);
        return await polling.ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> ReadWholeAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        await response.Content.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false);
        return response;
    }

    private async Task ProbeAsync(HttpRequestMessage poll, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.KeepAliveInterval, options.TimeProvider);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            using var probe = new HttpRequestMessage(HttpMethod.Post, poll.RequestUri) { Content = new ByteArrayContent([]) };
            probe.Headers.Authorization = poll.Headers.Authorization;
            Prepare(probe);
            using var response = await SendWithinLimitAsync(probe, cancellationToken).ConfigureAwait(false);
            response.EnsureSuccessStatusCode();
        }
    }

    private async Task<HttpResponseMessage> SendWithinLimitAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.ConnectTimeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await base.SendAsync(request, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{request.Method} {request.RequestUri?.AbsolutePath} was not answered within {options.ConnectTimeout.TotalSeconds:0} s.", error);
        }
    }
}
