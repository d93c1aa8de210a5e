namespace RealtimeHub.TestKit.Tests.Network;

public sealed class RawWebSocketTests : IAsyncLifetime
{
    private EchoServer server = null!;

    public async Task InitializeAsync() => server = await EchoServer.StartAsync();

    public Task DisposeAsync() => server.DisposeAsync().AsTask();

    [Theory]
    [InlineData(0)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(65535)]
    [InlineData(65536)]
    public async Task SendTextAsync_AnyLength_ComesBack(int length)
    {
        using var socket = await ConnectAsync();
        var text = new string('x', length);

        await socket.SendTextAsync(text);

        var received = "";
        RawFrame? frame;
        do
        {
            frame = await socket.ReadFrameAsync();
            received += frame!.Text;
        }
        while (!frame.Final);
        Assert.Equal(text, received);
    }

    [Fact]
    public async Task ConnectAsync_Endpoint_AnswersWithTheRightAccept()
    {
        using var socket = await ConnectAsync();

        Assert.Equal(101, socket.Response.Status);
        Assert.Equal(socket.ExpectedAccept, socket.Response.Headers["sec-websocket-accept"]);
    }

    [Fact]
    public async Task SendCloseAsync_Code_IsAnsweredWithIt()
    {
        using var socket = await ConnectAsync();

        await socket.SendCloseAsync(1000);

        Assert.Equal(1000, (await socket.ReadFrameAsync())?.CloseCode);
        Assert.Null(await socket.ReadFrameAsync());
    }

    [Fact]
    public async Task SendFrameAsync_FrameThatBreaksARule_EndsTheConnection()
    {
        using var socket = await ConnectAsync();

        await socket.SendFrameAsync(new RawFrame(Opcode.Text, "hello"u8.ToArray()), masked: false);

        var answer = await socket.ReadFrameAsync();
        Assert.True(answer is null or { CloseCode: 1002 });
    }

    // RFC 6455, 5.7: the masked text "Hello".
    [Fact]
    public void Encode_ExampleOfTheStandard_GivesItsBytes() => Assert.Equal(
        [0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58],
        new RawFrame(Opcode.Text, "Hello"u8.ToArray()).Encode(0x37fa213d));

    private Task<RawWebSocket> ConnectAsync() => RawWebSocket.ConnectAsync(new Uri(server.Address, "echo"));
}
