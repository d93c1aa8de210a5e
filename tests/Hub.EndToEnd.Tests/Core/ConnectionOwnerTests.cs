using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text.Json;
using RealtimeHub.EndToEnd.Tests.Raw;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Identity;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Core;

/// <summary>B5: a connection's token in the wrong hands is worth nothing, and its owner notices nothing.</summary>
[Trait("Safety", "B5")]
public sealed class ConnectionOwnerTests : IAsyncLifetime
{
    private const string Handshake = """{"protocol":"json","version":1}""" + "\u001e";
    private const string Forged = """{"type":1,"invocationId":"9","target":"Publish","arguments":[{"channel":"topic:x","type":"forged","data":1}]}""" + "\u001e";
    private const string Own = """{"type":1,"invocationId":"1","target":"Publish","arguments":[{"channel":"topic:x","type":"own","data":1}]}""" + "\u001e";
    private const string Subscribe = """{"type":1,"invocationId":"0","target":"Subscribe","arguments":[{"channel":"topic:x"}]}""" + "\u001e";

    private readonly HttpClient http = new();
    private HostedHub hosted = null!;

    private string Ada => TokenOf("ada");

    public async Task InitializeAsync()
    {
        hosted = await HostedHub.StartAsync();
        http.BaseAddress = hosted.Address;
    }

    public async Task DisposeAsync()
    {
        http.Dispose();
        await hosted.DisposeAsync();
    }

    [Theory]
    [InlineData("mallory")]
    [InlineData(null)]
    public async Task B5_LongPolling_TokenInOtherHands_IsNotFoundAndTheOwnerGoesOn(string? thief)
    {
        var path = await PollingAsync(Ada);
        await SendAsync(path, Ada, Subscribe);
        await UntilAsync(path, "\"invocationId\":\"0\"");

        await AssertNothingAsync(path, thief is null ? null : TokenOf(thief));

        await AssertOwnerGoesOnAsync(path, "ada");
    }

    [Theory]
    [InlineData("mallory")]
    [InlineData(null)]
    public async Task B5_ServerSentEvents_TokenInOtherHands_IsNotFoundAndTheOwnerGoesOn(string? thief)
    {
        var path = await NegotiateAsync(Ada);
        using var request = Request(HttpMethod.Get, path, Ada);
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var events = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).Within();
        Assert.Equal(HttpStatusCode.OK, events.StatusCode);
        using var reader = new StreamReader(await events.Content.ReadAsStreamAsync().Within());
        await SendAsync(path, Ada, Handshake + Subscribe);
        await UntilAsync(reader, "\"invocationId\":\"0\"");

        await AssertNothingAsync(path, thief is null ? null : TokenOf(thief));

        await SendAsync(path, Ada, Own);
        await UntilAsync(reader, "\"invocationId\":\"1\"");
        Assert.Equal(["own of ada"], await PublishedAsync());
        reader.Dispose();
        events.Dispose();
        await TestTimeout.Until(() => hosted.Get<ConnectionOwners>().Count == 0, what: "nothing left of it");
    }

    [Fact]
    public async Task B5_WebSocket_TokenInOtherHands_IsNotFound()
    {
        var path = await NegotiateAsync(Ada);
        using var socket = await OpenAsync(path, Ada);
        await socket.SendAsync(System.Text.Encoding.UTF8.GetBytes(Handshake), WebSocketMessageType.Text, true, CancellationToken.None).Within();

        await AssertNothingAsync(path, TokenOf("mallory"));

        await Assert.ThrowsAsync<WebSocketException>(() => OpenAsync(path, TokenOf("mallory")));
        Assert.Equal(WebSocketState.Open, socket.State);
        Assert.Equal(1, hosted.Get<ConnectionOwners>().Count);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).Within();
        await TestTimeout.Until(() => hosted.Get<ConnectionOwners>().Count == 0, what: "nothing left of it");
    }

    [Fact]
    public async Task B5_Anonymous_TokenInAUsersHands_IsNotFound()
    {
        var path = await PollingAsync(null);

        await AssertNothingAsync(path, TokenOf("mallory"));

        await SendAsync(path, null, Own);
        await UntilAsync(path, "\"invocationId\":\"1\"", null);
    }

    [Fact]
    public async Task B5_Send_BeforeAnyoneHasCome_IsNotFound()
    {
        var path = await NegotiateAsync(Ada);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(HttpMethod.Post, path, TokenOf("mallory"), Handshake + Forged));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(HttpMethod.Delete, path, TokenOf("mallory")));

        await (await http.SendAsync(Request(HttpMethod.Get, path, Ada)).Within()).Content.ReadAsByteArrayAsync().Within();
        await SendAsync(path, Ada, Handshake);
        await AssertOwnerGoesOnAsync(path, "ada");
    }

    [Fact]
    public async Task B5_LongPolling_NewTokenOfTheSameUser_GoesOn()
    {
        var path = await PollingAsync(Ada);
        var renewed = TokenOf("ada", "Ada II");

        await SendAsync(path, renewed, Own);
        await UntilAsync(path, "\"invocationId\":\"1\"", renewed);
        Assert.Equal(["own of ada"], await PublishedAsync());
    }

    [Fact]
    public async Task B5_PublicId_IsNotTheToken()
    {
        using var negotiated = JsonDocument.Parse(await (await http.SendAsync(Request(HttpMethod.Post, "/hub/negotiate?negotiateVersion=1", Ada)).Within()).Content.ReadAsStringAsync());
        var (id, token) = (negotiated.RootElement.GetProperty("connectionId").GetString()!, negotiated.RootElement.GetProperty("connectionToken").GetString()!);
        Assert.NotEqual(id, token);
        await StatusAsync(HttpMethod.Get, "/hub?id=" + token, Ada);

        await AssertNothingAsync("/hub?id=" + id, Ada);

    }

    [Fact]
    public async Task B5_NegotiatedInVersion0_AUsersConnectionIsHisAlone()
    {
        var path = "/hub?id=" + await NegotiateOldAsync(Ada);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(HttpMethod.Get, path, Ada));
        await SendAsync(path, Ada, Handshake);

        await AssertNothingAsync(path, TokenOf("mallory"));
        await AssertNothingAsync(path, null);

        await AssertOwnerGoesOnAsync(path, "ada");
    }

    // The public id is the secret then, and nobody in particular is its owner.
    [Fact]
    public async Task B5_NegotiatedInVersion0ByNobody_LongPollingAndEventStreamsEndAtOnce()
    {
        var path = "/hub?id=" + await NegotiateOldAsync(null);
        await TestTimeout.Until(async () => await StatusAsync(HttpMethod.Get, path, null) is HttpStatusCode.NoContent or HttpStatusCode.NotFound, what: "the end");
        Assert.NotEqual(HttpStatusCode.OK, await StatusAsync(HttpMethod.Post, path, null, Handshake));

        var events = Request(HttpMethod.Get, "/hub?id=" + await NegotiateOldAsync(null), null);
        events.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await http.SendAsync(events).Within();
        Assert.DoesNotContain("Welcome", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await TestTimeout.Until(() => hosted.Connections.Count == 0, what: "nobody is left");
    }

    [Fact]
    public async Task B5_NegotiatedInVersion0ByNobody_AWebSocketIsOutOfOthersReach()
    {
        var id = await NegotiateOldAsync(null);
        using var hub = await RawHub.ConnectAsync(new Uri(hosted.Address, "hub"), "?id=" + Uri.EscapeDataString(id));

        foreach (var method in (HttpMethod[])[HttpMethod.Post, HttpMethod.Get, HttpMethod.Delete])
            Assert.InRange((int)await StatusAsync(method, "/hub?id=" + id, null, method == HttpMethod.Post ? Forged : null), 400, 499);

        var answer = await hub.InvokeAsync("Publish", """{"channel":"topic:x","type":"own","data":1}""");
        Assert.Equal(1, answer.GetProperty("result").GetProperty("position").GetProperty("offset").GetInt64());
    }

    private async Task<string> NegotiateOldAsync(string? token)
    {
        using var response = await http.SendAsync(Request(HttpMethod.Post, "/hub/negotiate", token)).Within();
        using var negotiated = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return negotiated.RootElement.GetProperty("connectionId").GetString()!;
    }

    [Fact]
    public async Task B5_AfterClose_TheTokenIsWorthNothingEvenToItsOwner()
    {
        var path = await PollingAsync(Ada);
        Assert.Equal(HttpStatusCode.Accepted, await StatusAsync(HttpMethod.Delete, path, Ada));
        await TestTimeout.Until(() => hosted.Connections.Count == 0, what: "the connection has ended");

        foreach (var token in (string?[])[Ada, TokenOf("mallory"), null])
        {
            // A poll may still be told that it is over; then there is nothing.
            await TestTimeout.Until(async () => await StatusAsync(HttpMethod.Get, path, token) == HttpStatusCode.NotFound, what: "no such connection");
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(HttpMethod.Post, path, token, Forged));
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(HttpMethod.Delete, path, token));
        }

        Assert.Empty(await PublishedAsync());
    }

    [Fact]
    public async Task B5_GuessedTokens_AreNotFoundAndLeaveNothing()
    {
        foreach (var guess in (string[])["x", new string('A', 22), new string('x', 4_000), "%00", "a&id=b"])
            await AssertNothingAsync("/hub?id=" + guess, Ada);

        Assert.Equal(0, hosted.Get<ConnectionOwners>().Count);
    }

    private async Task AssertNothingAsync(string path, string? token)
    {
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(HttpMethod.Post, path, token, Forged));
        using (var poll = await http.SendAsync(Request(HttpMethod.Get, path, token)).Within())
        {
            Assert.Equal(HttpStatusCode.NotFound, poll.StatusCode);
            Assert.DoesNotContain("topic:x", await poll.Content.ReadAsStringAsync().Within(), StringComparison.Ordinal);
        }

        using var events = Request(HttpMethod.Get, path, token);
        events.Headers.Accept.ParseAdd("text/event-stream");
        using (var response = await http.SendAsync(events, HttpCompletionOption.ResponseHeadersRead).Within())
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(HttpMethod.Delete, path, token));
    }

    private async Task AssertOwnerGoesOnAsync(string path, string user)
    {
        await SendAsync(path, TokenOf(user), Own);
        await UntilAsync(path, "\"invocationId\":\"1\"", TokenOf(user));
        Assert.Equal(["own of " + user], await PublishedAsync());
    }

    /// <summary>A long-polling connection that has shaken hands.</summary>
    private async Task<string> PollingAsync(string? token)
    {
        var path = await NegotiateAsync(token);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(HttpMethod.Get, path, token));
        await SendAsync(path, token, Handshake);
        return path;
    }

    private async Task<string> NegotiateAsync(string? token)
    {
        using var response = await http.SendAsync(Request(HttpMethod.Post, "/hub/negotiate?negotiateVersion=1", token)).Within();
        using var negotiated = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return "/hub?id=" + Uri.EscapeDataString(negotiated.RootElement.GetProperty("connectionToken").GetString()!);
    }

    private async Task SendAsync(string path, string? token, string text) =>
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(HttpMethod.Post, path, token, text));

    private Task UntilAsync(string path, string text) => UntilAsync(path, text, Ada);

    private async Task UntilAsync(string path, string text, string? token)
    {
        var received = "";
        while (!received.Contains(text, StringComparison.Ordinal))
        {
            using var poll = await http.SendAsync(Request(HttpMethod.Get, path, token)).Within();
            Assert.Equal(HttpStatusCode.OK, poll.StatusCode);
            received += await poll.Content.ReadAsStringAsync().Within();
        }
    }

    private static async Task UntilAsync(StreamReader reader, string text)
    {
        while (!(await reader.ReadLineAsync().Within())!.Contains(text, StringComparison.Ordinal))
        {
        }
    }

    private async Task<HttpStatusCode> StatusAsync(HttpMethod method, string path, string? token, string? text = null)
    {
        using var request = Request(method, path, token);
        request.Content = text is null ? null : new StringContent(text);
        using var response = await http.SendAsync(request).Within();
        return response.StatusCode;
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, string? token)
    {
        var request = new HttpRequestMessage(method, path);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }

    private async Task<ClientWebSocket> OpenAsync(string path, string token)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
        await socket.ConnectAsync(new UriBuilder(new Uri(hosted.Address, path)) { Scheme = "ws" }.Uri, CancellationToken.None).Within();
        return socket;
    }

    private async Task<string[]> PublishedAsync()
    {
        var page = await hosted.Get<IModuleChannels>().ReadLogAsync(ChannelName.Parse("topic:x"), new LogQuery { After = 0, Limit = 100 }).Within();
        return [.. page.Publications.Select(one => $"{one.Type} of {one.Publisher!.UserId}")];
    }

    private string TokenOf(string userId, string name = "Somebody") => hosted.Get<JwtWriter>().Write(new TokenClaims
    {
        UserId = userId,
        Name = name,
        Expires = TimeProvider.System.GetUtcNow().AddHours(1),
    });
}
