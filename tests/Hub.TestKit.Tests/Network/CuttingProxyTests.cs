using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;

namespace RealtimeHub.TestKit.Tests.Network;

public sealed class CuttingProxyTests : IAsyncLifetime
{
    private EchoServer server = null!;
    private CuttingProxy proxy = null!;
    private HttpClient http = null!;

    public async Task InitializeAsync()
    {
        server = await EchoServer.StartAsync();
        proxy = CuttingProxy.Start(server.Address);
        http = new HttpClient { BaseAddress = proxy.Address };
    }

    public async Task DisposeAsync()
    {
        http.Dispose();
        await proxy.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Proxy_ToldNothing_PassesEverything()
    {
        Assert.Equal(EchoServer.BigBytes, (await http.GetByteArrayAsync("big")).Length);
        using var socket = await ConnectAsync();
        Assert.Equal("hello", await EchoAsync(socket, "hello"));
        Assert.Equal(0, proxy.Cuts);
    }

    [Fact]
    public async Task CutAll_OpenConnections_EndsThemAndTakesNewOnes()
    {
        using var socket = await ConnectAsync();
        await EchoAsync(socket, "hello");

        proxy.CutAll();

        await Assert.ThrowsAsync<WebSocketException>(() => EchoAsync(socket, "again"));
        using var next = await ConnectAsync();
        Assert.Equal("back", await EchoAsync(next, "back"));
        Assert.Equal(1, proxy.Cuts);
    }

    [Fact]
    public async Task CutAtRandom_Count_CutsThatManyConnectionsWithinTheirBytes()
    {
        proxy.CutAtRandom(new Random(1), count: 20, minBytes: 1, maxBytes: 5000);
        for (var i = 0; i < 20; i++)
        {
            await EchoUntilCutAsync();
            Assert.Equal(i + 1, proxy.Cuts);
        }

        Assert.Equal(EchoServer.BigBytes, (await http.GetByteArrayAsync("big")).Length);
        Assert.Equal(20, proxy.Cuts);
    }

    [Fact]
    public async Task ToClients_Closed_HoldsBackUntilOpened()
    {
        proxy.ToClients.Close();
        var waiting = http.GetByteArrayAsync("big");
        await Assert.ThrowsAsync<TimeoutException>(() => waiting.Within(TimeSpan.FromMilliseconds(300)));
        Assert.Equal(0, proxy.ToClients.Passed);

        proxy.ToClients.Open();

        Assert.Equal(EchoServer.BigBytes, (await waiting.Within()).Length);
        Assert.True(proxy.ToClients.Passed > EchoServer.BigBytes);
    }

    [Fact]
    public async Task RefusesConnections_WhileSet_ResetsThem()
    {
        proxy.RefusesConnections = true;
        // What it is depends on how far the client has come.
        Assert.True(await Record.ExceptionAsync(() => http.GetAsync("/")) is HttpRequestException or SocketException);
        proxy.RefusesConnections = false;

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/")).StatusCode);
    }

    [Fact]
    public async Task RefusesWebSockets_WhileSet_LetsOtherRequestsThrough()
    {
        proxy.RefusesWebSockets = true;

        var refused = await Assert.ThrowsAsync<WebSocketException>(ConnectAsync);
        Assert.Contains("403", refused.Message, StringComparison.Ordinal);
        for (var i = 0; i < 3; i++)
        {
            using var content = new StringContent(new string('x', 10_000));
            Assert.Equal(10_000, (await (await http.PostAsync("post", content)).Content.ReadAsStringAsync()).Length);
        }

        Assert.Equal(HttpStatusCode.OK, await EventsStatus());
    }

    [Fact]
    public async Task RefusesEventStreams_WhileSet_LetsOtherRequestsThrough()
    {
        proxy.RefusesEventStreams = true;

        Assert.Equal(HttpStatusCode.Forbidden, await EventsStatus());
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, await EventsStatus());
        using var socket = await ConnectAsync();
        Assert.Equal("hello", await EchoAsync(socket, "hello"));
    }

    [Fact]
    public async Task ClientResets_ServerLearnsOfIt()
    {
        var socket = await RawWebSocket.ConnectAsync(new Uri(proxy.Address, "echo"));
        socket.Reset();

        await TestTimeout.Until(() => proxy.Open == 0);
        Assert.Equal(0, proxy.Cuts);
    }

    // By hand, because the framework's client connects a second time where it thinks that does no harm.
    private async Task EchoUntilCutAsync()
    {
        try
        {
            using var socket = await RawWebSocket.ConnectAsync(new Uri(proxy.Address, "echo"));
            do
                await socket.SendTextAsync(new string('x', 1000));
            while (await socket.ReadFrameAsync() is not null);
        }
        catch (IOException)
        {
            // Cut within the request, a frame, or the answer.
        }
    }

    private async Task<HttpStatusCode> EventsStatus()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "events");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        using var response = await http.SendAsync(request);
        return response.StatusCode;
    }

    private async Task<ClientWebSocket> ConnectAsync()
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{proxy.Address.Authority}/echo"), CancellationToken.None).Within();
        return socket;
    }

    private static async Task<string> EchoAsync(ClientWebSocket socket, string text)
    {
        await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None).Within();
        var buffer = new byte[16 * 1024];
        var length = 0;
        while (length < text.Length)
            length += (await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None).Within()).Count;
        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}
