using System.Net;
using System.Net.Sockets;
using RealtimeHub.Server.Transports;
using RealtimeHub.TestKit;

namespace RealtimeHub.Server.Tests.Transports;

/// <summary>Sending on a real socket whose reader is slow, or goes.</summary>
public sealed class SocketSinkTests : IAsyncLifetime
{
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket reader = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private Socket writer = null!;

    public async Task InitializeAsync()
    {
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var accepting = listener.AcceptAsync();
        await reader.ConnectAsync(listener.LocalEndPoint!).Within();
        writer = await accepting.Within();
    }

    public Task DisposeAsync()
    {
        listener.Dispose();
        reader.Dispose();
        writer.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Send_MoreThanTheKernelTakes_WaitsWithoutBlockingAndArrivesWhole()
    {
        var sink = new SocketSink(writer);
        var gate = new WriteGate(sink);
        var bytes = new byte[32 * 1024 * 1024];
        new Random(1).NextBytes(bytes);
        var sending = gate.SendAsync(bytes).AsTask();
        Assert.False(sending.IsCompleted);
        gate.Queue([1, 2, 3]);

        var got = new byte[bytes.Length + 3];
        for (var at = 0; at < got.Length;)
            at += await reader.ReceiveAsync(got.AsMemory(at)).AsTask().Within();
        await sending.Within();

        Assert.True(got.AsSpan(0, bytes.Length).SequenceEqual(bytes));
        Assert.Equal([1, 2, 3], got[bytes.Length..]);
        Assert.False(gate.IsOver);
    }

    [Fact]
    public async Task Send_ToAReaderThatGoes_EndsTheGate()
    {
        var failed = new TaskCompletionSource();
        var gate = new WriteGate(new SocketSink(writer)) { OnFailed = failed.SetResult };
        var sending = gate.SendAsync(new byte[32 * 1024 * 1024]).AsTask();
        reader.LingerState = new LingerOption(true, 0);
        reader.Dispose();

        await sending.Within();
        await failed.Task.Within();
        Assert.True(gate.IsOver);
    }

    [Fact]
    public async Task Send_OnASocketThatWasClosed_EndsTheGateAndReachesNoOneElse()
    {
        var gate = new WriteGate(new SocketSink(writer));
        writer.Dispose();

        await gate.SendAsync(new byte[] { 1 }).AsTask().Within();

        Assert.True(gate.IsOver);
    }
}
