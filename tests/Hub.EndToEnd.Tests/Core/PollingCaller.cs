using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Core;

/// <summary>SignalR's JSON protocol spoken by hand over long polling.</summary>
internal sealed class PollingCaller : IDisposable
{
    private const char Separator = '\u001e';
    private readonly HttpClient http;
    private int lastCall;

    private PollingCaller(Uri server) => http = new HttpClient { BaseAddress = server };

    /// <summary>The token that requests carry.</summary>
    public string? Token { get; set; }

    public string Path { get; private set; } = "";

    public static async Task<PollingCaller> ConnectAsync(Uri server, string? token)
    {
        var caller = new PollingCaller(server) { Token = token };
        using var answer = await caller.SendAsync(HttpMethod.Post, "/hub/negotiate?negotiateVersion=1");
        using var negotiated = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        caller.Path = "/hub?id=" + Uri.EscapeDataString(negotiated.RootElement.GetProperty("connectionToken").GetString()!);
        using (await caller.PollAsync())
        {
        }

        Assert.Equal(HttpStatusCode.OK, await caller.PostAsync("""{"protocol":"json","version":1}"""));
        return caller;
    }

    public async Task<HttpStatusCode> PostAsync(string message)
    {
        using var answer = await SendAsync(HttpMethod.Post, Path, message + Separator);
        return answer.StatusCode;
    }

    public Task<HttpResponseMessage> PollAsync(CancellationToken cancellationToken = default) => SendAsync(HttpMethod.Get, Path, null, cancellationToken);

    /// <summary>Calls a method and polls until its answer has come.</summary>
    public async Task<JsonElement> InvokeAsync(string method, string argument)
    {
        var id = $"c{++lastCall}";
        Assert.Equal(HttpStatusCode.OK, await PostAsync($$"""{"type":1,"invocationId":"{{id}}","target":"{{method}}","arguments":[{{argument}}]}"""));
        while (true)
        {
            using var poll = await PollAsync();
            Assert.Equal(HttpStatusCode.OK, poll.StatusCode);
            foreach (var text in (await poll.Content.ReadAsStringAsync()).Split(Separator, StringSplitOptions.RemoveEmptyEntries))
            {
                using var message = JsonDocument.Parse(text);
                if (message.RootElement.TryGetProperty("invocationId", out var answered) && answered.GetString() == id)
                    return message.RootElement.Clone();
            }
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? text = null, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = text is null ? null : new StringContent(text);
        if (Token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        return await http.SendAsync(request, cancellationToken).Within();
    }
}
