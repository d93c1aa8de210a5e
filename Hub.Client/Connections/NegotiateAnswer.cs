using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using RealtimeHub.Shared;

namespace RealtimeHub.Client.Connections;

/// <summary>
/// Reads the answer to negotiate before SignalR does: what refuses the connection becomes a <see cref="HubConnectException"/>,
/// and a redirect to a relative address, which SignalR would take for a file's, becomes an absolute one.
/// </summary>
internal static class NegotiateAnswer
{
    private const int MaxBytes = 64 * 1024;

    public static bool IsFor(HttpRequestMessage request) => request.Method == HttpMethod.Post
        && request.RequestUri is { } address
        && address.AbsolutePath.EndsWith("/negotiate", StringComparison.Ordinal)
        && address.Query.Contains("negotiateVersion=", StringComparison.Ordinal);

    /// <summary>Throws for a refusal; otherwise leaves a response that SignalR reads.</summary>
    public static async Task CheckAsync(Uri address, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength is > MaxBytes)
            throw new HubConnectException("The answer to negotiate is too long.") { StatusCode = response.StatusCode };
        var answer = Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
        if (!response.IsSuccessStatusCode)
            throw Refused(response, answer);
        if (answer is null)
            throw new HubConnectException("The answer to negotiate is not what a SignalR server says; is the address a hub's?");
        if (answer["error"]?.ToString() is { Length: > 0 } error)
            throw new HubConnectException($"The server refused the connection: {error}");
        if (answer["url"]?.ToString() is { Length: > 0 } url)
            Redirect(address, response, answer, url);
        else if (answer["connectionId"]?.ToString() is not { Length: > 0 })
            throw new HubConnectException("The answer to negotiate has no connectionId.");
    }

    private static JsonObject? Parse(byte[] body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Servers and proxies say why in problem details (RFC 9457), where they say it.</summary>
    private static HubConnectException Refused(HttpResponseMessage response, JsonObject? problem)
    {
        var reason = (problem?["detail"] ?? problem?["title"])?.ToString();
        var status = $"negotiate was answered {(int)response.StatusCode} {response.ReasonPhrase}";
        return new HubConnectException(reason is null ? $"{status}." : $"{status}: {reason}")
        {
            StatusCode = response.StatusCode,
            Details = DetailsOf(problem),
            RetryAfter = response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable ? response.Headers.RetryAfter?.Delta : null,
        };
    }

    private static RefusalDetails? DetailsOf(JsonObject? problem)
    {
        try
        {
            return problem?.Deserialize(HubJson.Default.RefusalDetails)?.ToDetails();
        }
        catch (JsonException)
        {
            // A proxy's members of the same names.
            return null;
        }
    }

    private static void Redirect(Uri address, HttpResponseMessage response, JsonObject answer, string url)
    {
        answer["url"] = new Uri(address, url).AbsoluteUri;
        response.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(answer));
    }
}
