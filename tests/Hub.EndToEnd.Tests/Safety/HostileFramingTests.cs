using System.Net.Sockets;
using System.Text;
using RealtimeHub.EndToEnd.Tests.Core;
using RealtimeHub.EndToEnd.Tests.Raw;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Safety;

/// <summary>WebSocket frames that break the rules: their sender is closed with the right code, and no one else notices.</summary>
[Trait("Safety", "B10")]
public sealed class HostileFramingTests(HostileFramingTests.Fixture fixture) : IClassFixture<HostileFramingTests.Fixture>
{
    private static readonly TimeSpan ClosedWithin = TimeSpan.FromSeconds(10);

    private static readonly Dictionary<string, (byte[] Bytes, int Code)> Attacks = new()
    {
        ["reserved bit"] = (new RawFrame(Opcode.Text, [.. "x"u8], Reserved: 4).Encode(1), 1002),
        ["compressed without agreement"] = (new RawFrame(Opcode.Binary, new byte[1000], Reserved: 4).Encode(1), 1002),
        ["reserved opcode"] = (new RawFrame((Opcode)3, [.. "x"u8]).Encode(1), 1002),
        ["reserved control opcode"] = (new RawFrame((Opcode)11, []).Encode(1), 1002),
        ["unmasked"] = (new RawFrame(Opcode.Text, [.. "longer than a header"u8]).Encode(null), 1002),
        ["control frame over 125 bytes"] = (new RawFrame(Opcode.Ping, new byte[126]).Encode(1), 1002),
        ["fragmented ping"] = (new RawFrame(Opcode.Ping, [], Final: false).Encode(1), 1002),
        ["continuation of nothing"] = (new RawFrame(Opcode.Continuation, [.. "x"u8]).Encode(1), 1002),
        ["message within a message"] = ([.. new RawFrame(Opcode.Binary, [.. "{"u8], Final: false).Encode(1), .. new RawFrame(Opcode.Binary, [.. "}"u8]).Encode(1)], 1002),
        ["text that is no UTF-8"] = (new RawFrame(Opcode.Text, [0xC0, 0xAF]).Encode(1), 1007),
        ["text cut within a character"] = (new RawFrame(Opcode.Text, [0xE2, 0x82]).Encode(1), 1007),
        ["length with its first bit set"] = ([0x81, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0], 1002),
        ["close with one byte"] = (new RawFrame(Opcode.Close, [3]).Encode(1), 1002),
        ["close with a code of 999"] = (new RawFrame(Opcode.Close, [0x03, 0xE7]).Encode(1), 1002),
        ["close with a code that is never sent"] = (new RawFrame(Opcode.Close, [0x03, 0xEE]).Encode(1), 1002),
        ["close with a reason that is no UTF-8"] = (new RawFrame(Opcode.Close, [0x03, 0xE8, 0xFF]).Encode(1), 1002),
    };

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var attack in Attacks.Keys)
            {
                cases.Add("hub", attack);
                cases.Add("yjs", attack);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task B10_BadFrame_ClosesItsSenderWithTheRightCodeAndNoOneElse(string path, string attack)
    {
        var (bytes, code) = Attacks[attack];
        using var hostile = await fixture.AttackerAsync(path);
        await hostile.SendBytesAsync(bytes);

        // Our own transport says what kind of fault a reason has that is no UTF-8; the framework's, what kind of frame.
        int?[] codes = attack.Contains("reason", StringComparison.Ordinal) ? [code, 1007, null] : [code, null];
        Assert.Contains(await CloseCodeAsync(hostile), codes);
        await fixture.Honest.AreAnsweredAsync();
    }

    [Theory]
    [InlineData("hub")]
    [InlineData("yjs")]
    public async Task B10_FrameWithoutEnd_IsClosedAtTheLimitOfItsTransport(string path)
    {
        using var hostile = await fixture.AttackerAsync(path);

        // It says that 4 exabytes will come.
        await hostile.SendBytesAsync(new byte[] { 0x82, 0xFF, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 });
        var reading = CloseCodeAsync(hostile);
        var sent = 0L;
        try
        {
            for (var chunk = new byte[64 * 1024]; !reading.IsCompleted && sent < 64L * 1024 * 1024; sent += chunk.Length)
                await hostile.SendBytesAsync(chunk);
        }
        catch (IOException)
        {
            // Closed while it still wrote.
        }

        await reading.Within(ClosedWithin);
        Assert.True(sent < 16L * 1024 * 1024, $"{sent} bytes were taken");
        await fixture.Honest.AreAnsweredAsync();
    }

    [Fact]
    [Trait("Safety", "L11")]
    public async Task L11_CompressionThatAClientOffers_IsNotTaken()
    {
        using var socket = await RawWebSocket.ConnectAsync(fixture.Hosted.HubAddress, "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits");

        Assert.Equal(101, socket.Response.Status);
        Assert.DoesNotContain("Sec-WebSocket-Extensions", socket.Response.Headers.Keys);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1001)]
    [InlineData(1011)]
    [InlineData(3000)]
    [InlineData(4999)]
    public async Task B10_CloseWithAGoodCode_IsAnswered(int code)
    {
        using var hub = await RawHub.ConnectAsync(fixture.Hosted.HubAddress);
        await hub.Socket.SendCloseAsync(code);
        while (await hub.ReadAsync() is not null)
        {
        }

        Assert.NotNull(hub.Close);
    }

    [Fact]
    [Trait("Safety", "B12")]
    public async Task B12_FramesOfManySessionsAtOnceInSingleBytes_AreAnsweredAsIfWhole()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            using var hub = await RawHub.ConnectAsync(fixture.Hosted.HubAddress, byteByByte: true);
            Assert.True((await hub.InvokeAsync("ReadHistory", """{"channel":"topic:x"}""")).TryGetProperty("result", out var _));
        })).Within();
        await fixture.Honest.AreAnsweredAsync();
    }

    // Null for a reset: what was still unread when the server closed its socket.
    private static async Task<int?> CloseCodeAsync(RawWebSocket socket)
    {
        try
        {
            while (await socket.ReadFrameAsync(ClosedWithin) is { } frame)
            {
                if (frame.Opcode == Opcode.Close)
                    return frame.CloseCode;
            }
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            // A reset.
        }

        return null;
    }

    public sealed class Fixture : IAsyncLifetime
    {
        private const int HonestCount = 100;
        private string document = "";

        internal HostedHub Hosted { get; private set; } = null!;

        internal HonestClients Honest { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Hosted = await HostedHub.StartAsync();
            Honest = await HonestClients.ConnectAsync(Hosted.HubAddress, HonestCount);
            using var hub = await RawHub.ConnectAsync(Hosted.HubAddress, "?access_token=" + Hosted.TokenOf("mallory"));
            document = (await hub.InvokeAsync("CreateDocument", """{"title":"one of one's own"}""")).GetProperty("result").GetProperty("documentId").GetString()!;
        }

        public async Task DisposeAsync()
        {
            await Honest.DisposeAsync();
            await Hosted.DisposeAsync();
        }

        /// <summary>A WebSocket that has done all that is asked of it so far.</summary>
        internal async Task<RawWebSocket> AttackerAsync(string path)
        {
            var socket = await RawWebSocket.ConnectAsync(new Uri(Hosted.Address, (path == "yjs" ? "yjs/" + document : path) + "?access_token=" + Hosted.TokenOf("mallory")));
            Assert.Equal(101, socket.Response.Status);
            if (path == "hub")
            {
                await socket.SendFrameAsync(new RawFrame(Opcode.Text, Encoding.UTF8.GetBytes("{\"protocol\":\"json\",\"version\":1}\u001e")));
                Assert.StartsWith("{}\u001e", (await socket.ReadFrameAsync())!.Text, StringComparison.Ordinal);
            }

            return socket;
        }
    }
}
