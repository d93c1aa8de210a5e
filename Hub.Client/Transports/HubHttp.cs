using System.Net;
using System.Net.Http.Headers;

namespace RealtimeHub.Client.Transports;

/// <summary>The HTTP requests of one connection: token, headers, version and time limits in one place.</summary>
internal sealed class HubHttp : IDisposable
{
    private readonly TransportOptions options;
    private readonly HttpMessageInvoker invoker;

    public HubHttp(TransportOptions options)
    {
        this.options = options;
        var handler = new SocketsHttpHandler
        {
            // A redirect of a POST would lose its body and leak the token to another host; negotiate has its own way of redirecting.
            AllowAutoRedirect = false,
            UseCookies = true,
            ConnectTimeout = options.RequestTimeout,
            EnableMultipleHttp2Connections = true,
        };
        options.ConfigureHttp?.Invoke(handler);
        invoker = new HttpMessageInvoker(handler, disposeHandler: true);
    }

    /// <summary>What WebSockets connect through, so that they share cookies and HTTP/2 connections.</summary>
    public HttpMessageInvoker Invoker => invoker;

    public HttpRequestMessage Request(HttpMethod method, Uri url, string? accessToken)
    {
        var request = new HttpRequestMessage(method, url)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        foreach (var (name, value) in HeadersOf(accessToken))
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    /// <summary>Custom headers win over our own.</summary>
    public IEnumerable<KeyValuePair<string, string>> HeadersOf(string? accessToken)
    {
        if (accessToken is not null && !options.Headers.ContainsKey("Authorization"))
            yield return new("Authorization", new AuthenticationHeaderValue("Bearer", accessToken).ToString());
        // Login pages are for people: this keeps cookie authentication from redirecting.
        yield return new("X-Requested-With", "XMLHttpRequest");
        foreach (var header in options.Headers)
            yield return header;
    }

    /// <summary>Sends a request that must be answered within the request timeout (its head, where the content is read by the caller).</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, HttpCompletionOption completion, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.RequestTimeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            var response = await invoker.SendAsync(request, either.Token).ConfigureAwait(false);
            if (completion == HttpCompletionOption.ResponseContentRead)
                await response.Content.LoadIntoBufferAsync(either.Token).ConfigureAwait(false);
            return response;
        }
        catch (OperationCanceledException error) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{request.Method} {request.RequestUri?.AbsolutePath} was not answered within {options.RequestTimeout.TotalSeconds:0} s.", error);
        }
    }

    /// <summary>Sends a request that may take as long as it takes.</summary>
    public Task<HttpResponseMessage> SendWithoutLimitAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        invoker.SendAsync(request, cancellationToken);

    /// <summary>Refuses any answer but success, with the status in the exception.</summary>
    public static void EnsureSuccess(HttpResponseMessage response, string what)
    {
        if (!response.IsSuccessStatusCode)
            throw new HubConnectException($"{what} was answered {(int)response.StatusCode} {response.ReasonPhrase}.") { StatusCode = response.StatusCode };
    }

    /// <summary>The address with one more query field.</summary>
    public static Uri WithQuery(Uri url, string name, string value)
    {
        var builder = new UriBuilder(url);
        var field = $"{name}={Uri.EscapeDataString(value)}";
        builder.Query = builder.Query.Length > 1 ? $"{builder.Query[1..]}&{field}" : field;
        return builder.Uri;
    }

    public void Dispose() => invoker.Dispose();
}
