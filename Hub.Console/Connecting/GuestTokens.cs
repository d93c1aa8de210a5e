using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using RealtimeHub.Client;
using RealtimeHub.Shared;

namespace RealtimeHub.Console.Connecting;

/// <summary>Comes in as a guest: one token until it has expired, because every token is another user.</summary>
internal sealed class GuestTokens(Uri hub, string name, TimeProvider time)
{
    private GuestToken? held;

    public async ValueTask<string?> GetAsync(CancellationToken cancellationToken)
    {
        if (held is null || held.ExpiresTime <= time.GetUtcNow().ToUnixTimeMilliseconds())
            held = await AskAsync(cancellationToken);
        return held.Token;
    }

    private async Task<GuestToken> AskAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        using var answer = await http.PostAsJsonAsync(new Uri(hub, "/auth/guest"), new GuestRequest(name), HubJson.Default.GuestRequest, cancellationToken);
        if (!answer.IsSuccessStatusCode)
            throw await RefusedAsync(answer, name, cancellationToken);
        return await answer.Content.ReadFromJsonAsync(HubJson.Default.GuestToken, cancellationToken)
            ?? throw new HubConnectException("The server's answer to a guest is empty.");
    }

    private static async Task<HubConnectException> RefusedAsync(HttpResponseMessage answer, string name, CancellationToken cancellationToken)
    {
        var body = await answer.Content.ReadAsStringAsync(cancellationToken);
        string? reason = null;
        try
        {
            reason = JsonNode.Parse(body)?["detail"]?.ToString();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // A proxy's page, for example.
        }

        return new HubConnectException($"The server refused the guest {name}: {reason ?? $"{(int)answer.StatusCode} {answer.ReasonPhrase}"}") { StatusCode = answer.StatusCode };
    }
}
