using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace RealtimeHub.Client.Transports;

/// <summary>Asks the server for a connection, following the addresses it sends us to.</summary>
internal sealed class Negotiator(HubHttp http)
{
    private const int MaxRedirects = 100;
    private const int MaxResponseBytes = 64 * 1024;

    public async Task<Negotiated> NegotiateAsync(Uri url, string? accessToken, CancellationToken cancellationToken)
    {
        for (var redirects = 0; redirects <= MaxRedirects; redirects++)
        {
            var answer = await AskAsync(url, accessToken, cancellationToken).ConfigureAwait(false);
            if (answer.Error is not null)
                throw new HubConnectException($"The server refused the connection: {answer.Error}");
            if (string.IsNullOrEmpty(answer.Url))
                return Read(answer, url, accessToken);
            // A redirect may come without a token of its own; ours goes on then.
            (url, accessToken) = (new Uri(url, answer.Url), answer.AccessToken ?? accessToken);
        }

        throw new HubConnectException("The server redirected negotiate more than 100 times.");
    }

    /// <summary>The address of negotiate for a hub's address: one segment more, the query kept.</summary>
    public static Uri AddressFor(Uri hub)
    {
        var builder = new UriBuilder(hub);
        builder.Path = builder.Path.TrimEnd('/') + "/negotiate";
        return HubHttp.WithQuery(builder.Uri, "negotiateVersion", "1");
    }

    private async Task<NegotiateResponse> AskAsync(Uri url, string? accessToken, CancellationToken cancellationToken)
    {
        using var request = http.Request(HttpMethod.Post, AddressFor(url), accessToken);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.OK && response.Content.Headers.ContentLength is > MaxResponseBytes)
            throw new HubConnectException("The answer to negotiate is too long.");
        HubHttp.EnsureSuccess(response, "negotiate");
        try
        {
            return await response.Content.ReadFromJsonAsync(NegotiationJson.Default.NegotiateResponse, cancellationToken).ConfigureAwait(false)
                ?? throw new HubConnectException("The answer to negotiate is empty.");
        }
        catch (JsonException error)
        {
            throw new HubConnectException("The answer to negotiate is not what a SignalR server says; is the address a hub's?", error);
        }
    }

    private static Negotiated Read(NegotiateResponse answer, Uri url, string? accessToken)
    {
        if (string.IsNullOrEmpty(answer.ConnectionId))
            throw new HubConnectException("The answer to negotiate has no connectionId.");
        // Version 0 has no token of its own: the id stands for it.
        var token = answer.NegotiateVersion > 0 ? answer.ConnectionToken : answer.ConnectionId;
        if (string.IsNullOrEmpty(token))
            throw new HubConnectException("The answer to negotiate has no connectionToken.");
        return new Negotiated(url, accessToken, answer.ConnectionId, token, answer.AvailableTransports ?? []);
    }
}
