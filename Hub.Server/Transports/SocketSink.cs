using System.Net.Sockets;

namespace RealtimeHub.Server.Transports;

/// <summary>
/// Sends on a plain TCP connection's own socket: what the kernel takes at once costs no pipe, no loop and no other thread. From the first byte on, nothing
/// may be written to the web server's pipe any more.
/// </summary>
/// <remarks>Never on the descriptor behind the socket: one that was closed is soon another connection's.</remarks>
internal sealed class SocketSink : IFrameSink
{
    private readonly Socket socket;

    public SocketSink(Socket socket)
    {
        this.socket = socket;

        // The descriptor is non-blocking already; this keeps Send from waiting in its place.
        socket.Blocking = false;
    }

    public int TrySend(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var sent = socket.Send(bytes, SocketFlags.None, out var error);
            return error switch
            {
                SocketError.Success => sent,
                SocketError.WouldBlock or SocketError.IOPending or SocketError.NoBufferSpaceAvailable => 0,
                _ => throw new IOException($"the connection is gone: {error}"),
            };
        }
        catch (ObjectDisposedException)
        {
            throw new IOException("the connection is gone");
        }
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            while (!bytes.IsEmpty)
                bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None)..];
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            throw new IOException("the connection is gone", error);
        }
    }
}
