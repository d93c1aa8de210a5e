using System.Text;
using RealtimeHub.EndToEnd.Tests.Core;
using RealtimeHub.TestKit;

namespace RealtimeHub.EndToEnd.Tests.Raw;

/// <summary>L10: frames cost a server more than their bytes, so they are bounded too.</summary>
[Trait("Safety", "L10")]
public sealed class WebSocketFrameTests : IAsyncLifetime
{
    private const string Call = """{"type":1,"invocationId":"1","target":"ReadHistory","arguments":[{"channel":"topic:x"}]}""" + "\u001e";
    private HostedHub hosted = null!;

    public async Task InitializeAsync() => hosted = await HostedHub.StartAsync();

    public async Task DisposeAsync() => await hosted.DisposeAsync();

    [Fact]
    public async Task L10_MessageIn128Fragments_IsAnswered()
    {
        using var hub = await RawHub.ConnectAsync(hosted.HubAddress);
        var bytes = Encoding.UTF8.GetBytes(Call.PadLeft(128));
        for (var n = 0; n < 127; n++)
            await SendAsync(hub, n == 0 ? Opcode.Text : Opcode.Continuation, [bytes[n]], final: false);
        await SendAsync(hub, Opcode.Continuation, bytes[127..]);

        Assert.True((await hub.AnswerAsync("1")).TryGetProperty("result", out _));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public async Task L10_FragmentsWithoutEnd_AreClosedForGood(int size)
    {
        using var hub = await RawHub.ConnectAsync(hosted.HubAddress);
        await hub.CallbackAsync("Welcome");

        await AssertEndedAsync(hub, n => SendAsync(hub, n == 0 ? Opcode.Text : Opcode.Continuation, [.. Enumerable.Repeat((byte)' ', size)], final: false));
    }

    [Fact]
    public async Task L10_PingsWithoutEnd_AreClosedForGood()
    {
        using var hub = await RawHub.ConnectAsync(hosted.HubAddress);
        await hub.CallbackAsync("Welcome");
        var many = Enumerable.Repeat(new RawFrame(Opcode.Ping, []).Encode(1), 500).SelectMany(frame => frame).ToArray();

        await AssertEndedAsync(hub, _ => hub.Socket.SendBytesAsync(many));
    }

    [Fact]
    public async Task L10_BeforeTheHandshake_IsClosed()
    {
        using var socket = await RawWebSocket.ConnectAsync(hosted.HubAddress);
        try
        {
            for (var n = 0; n < 1_000; n++)
                await socket.SendFrameAsync(new RawFrame(n == 0 ? Opcode.Text : Opcode.Continuation, [], Final: false));
        }
        catch (IOException)
        {
            // Ended while it still wrote.
        }

        await TestTimeout.Until(() => hosted.Connections.Count == 0, what: "no connection");
    }

    [Fact]
    public async Task L10_HonestClientsBesideAFlood_AreAnswered()
    {
        using var honest = await RawHub.ConnectAsync(hosted.HubAddress);
        using var flood = await RawHub.ConnectAsync(hosted.HubAddress);
        await flood.CallbackAsync("Welcome");
        await AssertEndedAsync(flood, n => SendAsync(flood, n == 0 ? Opcode.Text : Opcode.Continuation, [], final: false));

        Assert.True((await honest.InvokeAsync("ReadHistory", """{"channel":"topic:x"}""")).TryGetProperty("result", out _));
        Assert.Equal(1, hosted.Connections.Count);
    }

    private static Task SendAsync(RawHub hub, Opcode opcode, byte[] payload, bool final = true) =>
        hub.Socket.SendFrameAsync(new RawFrame(opcode, payload, final));

    // The reading side gets Closing before the end, as long as the writing side does not break first.
    private async Task AssertEndedAsync(RawHub hub, Func<int, Task> send)
    {
        var reading = ReadToEndAsync(hub);
        try
        {
            for (var n = 0; n < 100_000 && !reading.IsCompleted; n++)
                await send(n);
        }
        catch (IOException)
        {
            // Cut while it still wrote.
        }

        await reading.Within();
        var closing = hub.Callbacks.Single(callback => callback.GetProperty("target").GetString() == "Closing").GetProperty("arguments")[0];
        Assert.Equal(("protocol_error", "never"), (closing.GetProperty("code").GetString(), closing.GetProperty("reconnect").GetString()));
        Assert.Contains("WebSocket frames", closing.GetProperty("message").GetString(), StringComparison.Ordinal);
        var id = hub.Callbacks.Single(callback => callback.GetProperty("target").GetString() == "Welcome").GetProperty("arguments")[0].GetProperty("connectionId").GetString();
        await TestTimeout.Until(() => hosted.Connections.Find(id!) is null, what: "its end");
    }

    private static async Task ReadToEndAsync(RawHub hub)
    {
        try
        {
            while (await hub.ReadAsync() is { } message)
            {
                if (message.TryGetProperty("type", out var type) && type.GetInt32() == 7)
                    return;
            }
        }
        catch (IOException)
        {
            // A reset: the end as well.
        }
    }
}
