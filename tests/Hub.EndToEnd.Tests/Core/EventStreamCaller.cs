using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Core;

/// <summary>SignalR's JSON protocol spoken by hand over Server-Sent Events.</summary>
internal sealed class EventStreamCaller : IDisposable
{
    private const char Separator = '\u001e';
    private readonly HttpClient http;
    private readonly string token;
    private HttpResponseMessage events = null!;
    private StreamReader reader = null!;
    private int lastCall;

    private EventStreamCaller(Uri server, string token) => (http, this.token) = (new HttpClient { BaseAddress = server }, token);

    public string Path { get; private set; } = "";

    public static async Task<EventStreamCaller> ConnectAsync(Uri server, string token)
    {
        var caller = new EventStreamCaller(server, token);
        using (var answer = await caller.SendAsync(HttpMethod.Post, "/hub/negotiate?negotiateVersion=1"))
        {
            using var negotiated = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            caller.Path = "/hub?id=" + Uri.EscapeDataString(negotiated.RootElement.GetProperty("connectionToken").GetString()!);
        }

        caller.events = await caller.SendAsync(HttpMethod.Get, caller.Path, accept: "text/event-stream");
        Assert.Equal(HttpStatusCode.OK, caller.events.StatusCode);
        caller.reader = new StreamReader(await caller.events.Content.ReadAsStreamAsync());
        await caller.PostAsync("""{"protocol":"json","version":1}""");
        return caller;
    }

    /// <summary>Calls a method and reads until its answer has come.</summary>
    public async Task InvokeAsync(string method, string argument)
    {
        var id = $"c{++lastCall}";
        await PostAsync($$"""{"type":1,"invocationId":"{{id}}","target":"{{method}}","arguments":[{{argument}}]}""");
        await UntilAsync($"\"invocationId\":\"{id}\"");
    }

    /// <summary>Reads until a text has come.</summary>
    public async Task UntilAsync(string text)
    {
        while (!(await reader.ReadLineAsync().Within())!.Contains(text, StringComparison.Ordinal))
        {
        }
    }

    /// <summary>What comes until the stream ends, however it ends.</summary>
    public async Task<string> ReadToEndAsync()
    {
        var all = "";
        try
        {
            while (await reader.ReadLineAsync().Within() is { } line)
                all += line + "\n";
        }
        catch (IOException)
        {
            // Cut.
        }

        return all;
    }

    public void Dispose()
    {
        reader?.Dispose();
        events?.Dispose();
        http.Dispose();
    }

    private async Task PostAsync(string message)
    {
        using var answer = await SendAsync(HttpMethod.Post, Path, message + Separator);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? text = null, string? accept = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = text is null ? null : new StringContent(text);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (accept is not null)
            request.Headers.Accept.ParseAdd(accept);
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).Within();
    }
}
