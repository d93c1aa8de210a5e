using System.Buffers.Binary;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using RealtimeHub.Load;

namespace RealtimeHub.Bench.Limit;

/// <summary>One WebSocket on a plain socket.</summary>
internal sealed class LimitConnection : IFrameHandler, IDisposable
{
    private readonly Socket socket;
    private readonly Action<LimitConnection, ReadOnlySpan<byte>> onMessage;
    private readonly FrameReader reader;
    private readonly StringBuilder request = new();
    private bool upgraded;
    private bool closed;

    public LimitConnection(Socket socket, int number, Action<LimitConnection, ReadOnlySpan<byte>> onMessage)
    {
        this.socket = socket;
        this.onMessage = onMessage;
        Number = number;
        reader = new FrameReader(this);
    }

    public int Number { get; }

    /// <summary>Puts one hub message and its separator into a frame.</summary>
    public static byte[] Frame(ReadOnlySpan<byte> message)
    {
        var length = message.Length + 1;
        if (length < 126)
            return [0x81, (byte)length, .. message, 0x1e];
        Span<byte> size = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(size, (ushort)length);
        return [0x81, 126, .. size, .. message, 0x1e];
    }

    /// <summary>Reads what is there; false when the connection has ended.</summary>
    public bool Receive(Span<byte> buffer)
    {
        var count = socket.Receive(buffer, SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
            return true;
        if (error != SocketError.Success || count == 0)
            return false;
        var bytes = buffer[..count];
        if (!upgraded)
            Upgrade(ref bytes);
        if (upgraded)
            reader.Read(bytes);
        return !closed;
    }

    public void Send(string message) => SendFrame(Frame(Encoding.UTF8.GetBytes(message)));

    public void SendFrame(ReadOnlySpan<byte> frame)
    {
        while (!frame.IsEmpty && !closed)
        {
            var count = socket.Send(frame, SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock)
                socket.Poll(TimeSpan.FromSeconds(1), SelectMode.SelectWrite);
            else if (error != SocketError.Success)
                closed = true;
            frame = frame[count..];
        }
    }

    public void OnMessage(ReadOnlySpan<byte> message) => onMessage(this, message);

    public void OnPing(ReadOnlySpan<byte> payload)
    {
    }

    public void OnClose(ReadOnlySpan<byte> payload) => closed = true;

    public void Dispose() => socket.Dispose();

    private void Upgrade(ref Span<byte> bytes)
    {
        request.Append(Encoding.ASCII.GetString(bytes));
        var text = request.ToString();
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
            return;
        var key = text.Split("\r\n").First(line => line.StartsWith("Sec-WebSocket-Key:", StringComparison.OrdinalIgnoreCase)).Split(':', 2)[1].Trim();
        SendFrame(Encoding.ASCII.GetBytes($"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {Accept(key)}\r\n\r\n"));
        upgraded = true;
        // What came behind the request is frames already.
        bytes = bytes[^(text.Length - end - 4)..];
    }

#pragma warning disable CA5350 // The handshake of WebSockets asks for SHA-1.
    private static string Accept(string key) =>
        Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
}
