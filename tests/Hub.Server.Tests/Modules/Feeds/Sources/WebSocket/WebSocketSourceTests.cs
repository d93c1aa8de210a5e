using System.Net.WebSockets;
using System.Text;
using RealtimeHub.Server.Modules.Feeds.Model;
using RealtimeHub.Server.Modules.Feeds.Sources.Values;
using RealtimeHub.Server.Modules.Feeds.Sources.WebSocket;
using RealtimeHub.Shared;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Modules.Feeds.Sources.WebSocket;

/// <summary>Listening to a real server, with all that it may do.</summary>
public class WebSocketSourceTests
{
    private readonly TimerWatch time = new();
    private readonly WebSocketSourceOptions options = new() { Mapping = { Items = "/data", Key = "/id", Where = "/type=tick" } };

    [Fact]
    public async Task Read_Messages_BecomePatchesAndOthersArePassedOver()
    {
        options.Send["0"] = """{"op":"subscribe"}""";
        options.Mapping.Fields["v"] = "/v";
        await using var server = await StartAsync(async socket =>
        {
            Assert.Equal("""{"op":"subscribe"}""", await ReceiveAsync(socket));
            await SendAsync(socket, """{"type":"hello","data":[{"x":1}]}""");
            await SendAsync(socket, """{"type":"tick"}""");
            await SendAsync(socket, """{"type":"tick","data":[{"id":"a","v":"1.50"},{"id":"b","w":2}]}""");
            await SendAsync(socket, """{"type":"tick","data":{"id":"a","v":2}}""");
        });
        await using var reader = Read(server, new FeedField("v", FeedFieldType.Number));

        Assert.Equal("", await reader.NextAsync());
        Assert.Equal("", await reader.NextAsync());
        Assert.Equal("""a+{"v":1.50} b+{}""", await reader.NextAsync());
        Assert.Equal("""a+{"v":2}""", await reader.NextAsync());
        Assert.Equal("its server closed the connection (1000)", await reader.FailureAsync());
    }

    [Fact]
    public async Task Read_Kraken_SubscribesToTheTickerAndGivesPrices()
    {
        await using var server = await StartAsync(async socket =>
        {
            Assert.Equal("""{"method":"subscribe","params":{"channel":"ticker","symbol":["BTC/USD","ETH/USD"]}}""", await ReceiveAsync(socket));
            await SendAsync(socket, """{"channel":"status","data":[{"api_version":"v2","connection_id":1,"system":"online","version":"2.0.0"}],"type":"update"}""");
            await SendAsync(socket, """{"channel":"heartbeat"}""");
            await SendAsync(socket, """{"method":"subscribe","result":{"channel":"ticker","snapshot":true,"symbol":"BTC/USD"},"success":true,"time_in":"2023-09-25T09:04:31.742599Z","time_out":"2023-09-25T09:04:31.742648Z"}""");
            await SendAsync(socket, """{"channel":"ticker","type":"snapshot","data":[{"symbol":"BTC/USD","bid":100.1,"bid_qty":1,"ask":100.2,"ask_qty":2,"last":100.15,"volume":50.5,"vwap":99,"low":98,"high":103,"change":2.1,"change_pct":2.14}]}""");
            await SendAsync(socket, """{"channel":"ticker","type":"update","data":[{"symbol":"BTC/USD","bid":100.2,"bid_qty":1.5,"ask":100.3,"ask_qty":0.00000001,"last":100.25,"volume":50.6,"vwap":99,"low":98,"high":103,"change":2.2,"change_pct":2.24}]}""");
        });
        (options.Preset, options.Symbols["0"], options.Symbols["1"]) = (WebSocketPreset.Kraken, "BTC/USD", "ETH/USD");
        await using var reader = Read(server);

        Assert.Equal("", await reader.NextAsync());
        Assert.Equal("", await reader.NextAsync());
        Assert.Equal("", await reader.NextAsync());
        Assert.Equal("""BTC/USD+{"price":100.15,"change":2.14,"bid":100.1,"ask":100.2,"high":103,"low":98,"volume":50.5}""", await reader.NextAsync());
        Assert.Equal("""BTC/USD+{"price":100.25,"change":2.24,"bid":100.2,"ask":100.3,"high":103,"low":98,"volume":50.6}""", await reader.NextAsync());
    }

    [Fact]
    public async Task Read_KrakenRefusesASymbol_FailsWithItsReason()
    {
        await using var server = await StartAsync(async socket =>
        {
            await ReceiveAsync(socket);
            await SendAsync(socket, """{"error":"Currency pair not supported BTC/XYZ","method":"subscribe","success":false,"symbol":"BTC/XYZ","time_in":"2023-09-25T09:04:31.742599Z","time_out":"2023-09-25T09:04:31.742648Z"}""");
        });
        (options.Preset, options.Symbols["0"]) = (WebSocketPreset.Kraken, "BTC/XYZ");
        await using var reader = Read(server);

        Assert.Equal("its server refused: Currency pair not supported BTC/XYZ", await reader.FailureAsync());
    }

    [Fact]
    public async Task Read_NotJson_Fails()
    {
        await using var server = await StartAsync(socket => SendAsync(socket, "pong"));
        await using var reader = Read(server);

        Assert.Equal("its server sent a message that is not JSON", await reader.FailureAsync());
    }

    [Fact]
    public async Task Read_HugeMessage_Fails()
    {
        options.MaxMessageBytes = 100_000;
        await using var server = await StartAsync(socket => SendAsync(socket, new string(' ', 300_000)));
        await using var reader = Read(server);

        Assert.Equal("its server sent a message of more than 100000 bytes", await reader.FailureAsync());
    }

    [Fact]
    public async Task Read_SilentServer_FailsAfterTheTimeLimit()
    {
        var connected = new TaskCompletionSource();
        await using var server = await StartAsync(async socket =>
        {
            await SendAsync(socket, "{}");
            connected.SetResult();
            await ReceiveAsync(socket);
        });
        await using var reader = Read(server);
        await reader.NextAsync();

        var failure = reader.FailureAsync();
        await connected.Task.Within();
        await time.TimerArmedAsync().Within();
        time.Advance(options.TimeLimit);

        Assert.Equal("its server was silent for 60 s", await failure);
    }

    [Fact]
    public async Task Read_ServerThatRefuses_Fails()
    {
        await using var server = await SourceServer.StartAsync(context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        });
        await using var reader = Read(server);

        Assert.Equal("the connection to its server failed; the server's log says why", await reader.FailureAsync());
    }

    [Fact]
    public async Task Read_ConnectionCut_Fails()
    {
        var received = new TaskCompletionSource();
        await using var server = await SourceServer.StartAsync(async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await SendAsync(socket, "{}");
            await received.Task.Within();
            context.Abort();
        });
        await using var reader = Read(server);
        await reader.NextAsync();
        received.SetResult();

        Assert.Equal("the connection to its server failed; the server's log says why", await reader.FailureAsync());
    }

    private static Task<SourceServer> StartAsync(Func<System.Net.WebSockets.WebSocket, Task> act) => SourceServer.StartAsync(async context =>
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        await act(socket);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, default);
    });

    private static Task SendAsync(System.Net.WebSockets.WebSocket socket, string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, default);

    private static async Task<string> ReceiveAsync(System.Net.WebSockets.WebSocket socket)
    {
        var buffer = new byte[4_096];
        try
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(), default);
            return Encoding.UTF8.GetString(buffer, 0, received.Count);
        }
        catch (WebSocketException)
        {
            return "";
        }
    }

    private SourceReader Read(SourceServer server, params FeedField[] declared)
    {
        options.Address = server.Address.Replace("http://", "ws://", StringComparison.Ordinal);
        var target = WebSocketTarget.Of(options);
        return new SourceReader(new WebSocketSource("t", target, options, new FieldTypes([.. declared, .. target.Fields]), time));
    }
}
