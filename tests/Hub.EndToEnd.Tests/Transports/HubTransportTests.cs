using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using RealtimeHub.EndToEnd.Tests.Core;
using RealtimeHub.EndToEnd.Tests.Raw;
using RealtimeHub.Server.Transports;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Transports;

/// <summary>Our own transport between SignalR's negotiation and a hub.</summary>
public sealed class HubTransportTests : IAsyncLifetime
{
    private const string Handshake = "{\"protocol\":\"json\",\"version\":1}\u001e";
    private readonly HttpClient http = new();
    private HostedHub hosted = null!;

    private WebSocketConnections Own => hosted.Get<WebSocketConnections>();

    public async Task InitializeAsync() => hosted = await HostedHub.StartAsync("--Hub:Transports:WebSockets", "realtime");

    public async Task DisposeAsync()
    {
        http.Dispose();
        await hosted.DisposeAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task WebSocket_OfANegotiation_HasItsIdAndIsTheOnlyOne(int version)
    {
        var (token, id) = await NegotiateAsync(version);

        using (var hub = await RawHub.ConnectAsync(hosted.HubAddress, "?id=" + token))
        {
            var welcome = await hub.CallbackAsync("Welcome");
            Assert.Equal(id, welcome.GetProperty("connectionId").GetString());
            Assert.Equal([id], Own.All.Select(one => one.ConnectionId));
            Assert.Equal(409, await UpgradeAsync(token));
            Assert.Equal(HttpStatusCode.Conflict, await StatusAsync(HttpMethod.Get, token));
            Assert.Equal(HttpStatusCode.MethodNotAllowed, await StatusAsync(HttpMethod.Post, token));
            Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(HttpMethod.Delete, token));
            Assert.True((await hub.InvokeAsync("ReadHistory", """{"channel":"topic:x"}""")).TryGetProperty("result", out _));
        }

        await TestTimeout.Until(() => Own.Count == 0, what: "its end");
        Assert.Equal(404, await UpgradeAsync(token));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(HttpMethod.Get, token));
    }

    [Fact]
    public async Task WebSocket_WithATokenThatNoOneGaveOut_IsNotFound() => Assert.Equal(404, await UpgradeAsync("guessed"));

    [Theory]
    [InlineData(HttpTransportType.ServerSentEvents, 0)]
    [InlineData(HttpTransportType.LongPolling, 0)]
    [InlineData(HttpTransportType.WebSockets, 1)]
    public async Task StockClient_OverEachTransport_IsServed(HttpTransportType transport, int own)
    {
        await using var connection = new HubConnectionBuilder().WithUrl(hosted.HubAddress, transport).Build();
        await connection.StartAsync().Within();

        await connection.InvokeAsync<JsonElement>("ReadHistory", new { channel = "topic:x" }).Within();
        Assert.Equal(own, Own.Count);
        Assert.NotNull(hosted.Connections.Find(connection.ConnectionId!));
    }

    [Fact]
    public async Task StockClient_ThatSkipsTheNegotiation_IsServed()
    {
        await using var connection = new HubConnectionBuilder()
            .WithUrl(hosted.HubAddress, HttpTransportType.WebSockets, options => options.SkipNegotiation = true).Build();
        await connection.StartAsync().Within();

        await connection.InvokeAsync<JsonElement>("ReadHistory", new { channel = "topic:x" }).Within();
        Assert.True(Assert.Single(Own.All).Gate.IsDirect);
    }

    [Fact]
    public async Task WebSocket_OfAClientThatDoesNotWaitForTheUpgrade_IsServedBehindIt()
    {
        using var tcp = new System.Net.Sockets.TcpClient();
        await tcp.ConnectAsync(hosted.Address.Host, hosted.Address.Port).Within();
        var stream = tcp.GetStream();
        var request = $"GET /hub HTTP/1.1\r\nHost: {hosted.Address.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
        await stream.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(request), .. new RawFrame(Opcode.Text, Encoding.UTF8.GetBytes(Handshake)).Encode(1)]).AsTask().Within();

        var answer = new StringBuilder();
        var buffer = new byte[1024];
        while (!answer.ToString().Contains("Welcome", StringComparison.Ordinal))
            answer.Append(Encoding.Latin1.GetString(buffer, 0, await stream.ReadAsync(buffer).AsTask().Within()));

        Assert.StartsWith("HTTP/1.1 101 Switching Protocols\r\n", answer.ToString(), StringComparison.Ordinal);
        Assert.False(Assert.Single(Own.All).Gate.IsDirect);
    }

    [Fact]
    public async Task Close_ByTheClient_IsAnsweredAndLeavesNothing()
    {
        using (var hub = await RawHub.ConnectAsync(hosted.HubAddress))
        {
            await hub.Socket.SendCloseAsync(4001);
            while (await hub.ReadAsync() is not null)
            {
            }

            Assert.Equal(4001, hub.Close!.CloseCode);
        }

        await TestTimeout.Until(() => Own.Count == 0 && hosted.Connections.Count == 0, what: "its end");
    }

    [Fact]
    public async Task Close_ByTheHub_IsACloseFrameBehindEverything()
    {
        using var hub = await RawHub.ConnectAsync(hosted.HubAddress);
        await hub.SendAsync("{");
        while (await hub.ReadAsync() is not null)
        {
        }

        Assert.Equal(1000, hub.Close!.CloseCode);
    }

    [Fact]
    public async Task Publications_ToManyReadersAtOnce_ArriveInOrderBesideReplies()
    {
        const int Readers = 20;
        const int Count = 300;
        var readers = new List<(HubConnection Connection, Recorder<int> Seen)>();
        for (var i = 0; i < Readers; i++)
        {
            var builder = new HubConnectionBuilder().WithUrl(hosted.HubAddress, HttpTransportType.WebSockets);
            var connection = (i % 2 == 0 ? builder : builder.AddMessagePackProtocol()).Build();
            var seen = new Recorder<int>();
            if (i % 2 == 0)
                connection.On<JsonElement>("Publication", publication => seen.Add(publication.GetProperty("offset").GetInt32()));
            else
                connection.On<Dictionary<string, object>>("Publication", publication => seen.Add(Convert.ToInt32(publication["offset"], System.Globalization.CultureInfo.InvariantCulture)));
            await connection.StartAsync().Within();
            await connection.InvokeAsync<object>("Subscribe", new Dictionary<string, object> { ["channel"] = "topic:order" }).Within();
            readers.Add((connection, seen));
        }

        await Task.WhenAll(readers.Take(10).Select(async reader =>
        {
            for (var n = 0; n < Count / 10; n++)
                await reader.Connection.InvokeAsync<object>("Publish", new Dictionary<string, object> { ["channel"] = "topic:order", ["type"] = "n", ["data"] = n }).Within();
        }));

        foreach (var (connection, seen) in readers)
        {
            Assert.Equal(Enumerable.Range(1, Count), await seen.CountAsync(Count));
            await connection.DisposeAsync();
        }
    }

    private static async Task<string> TextAsync(HttpResponseMessage response) => await response.Content.ReadAsStringAsync();

    private async Task<(string Token, string Id)> NegotiateAsync(int version)
    {
        using var response = await http.PostAsync(hosted.HubAddress.AbsoluteUri + $"/negotiate?negotiateVersion={version}", null).Within();
        using var answer = JsonDocument.Parse(await TextAsync(response));
        var id = answer.RootElement.GetProperty("connectionId").GetString()!;
        return (version == 0 ? id : answer.RootElement.GetProperty("connectionToken").GetString()!, id);
    }

    private async Task<int> UpgradeAsync(string token)
    {
        using var socket = await RawWebSocket.ConnectAsync(new Uri(hosted.HubAddress.AbsoluteUri + "?id=" + token));
        return socket.Response.Status;
    }

    private async Task<HttpStatusCode> StatusAsync(HttpMethod method, string token)
    {
        using var request = new HttpRequestMessage(method, hosted.HubAddress.AbsoluteUri + "?id=" + token) { Content = method == HttpMethod.Post ? new StringContent("x") : null };
        using var response = await http.SendAsync(request).Within();
        return response.StatusCode;
    }
}
