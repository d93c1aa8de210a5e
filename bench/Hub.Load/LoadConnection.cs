using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RealtimeHub.Load;

/// <summary>One SignalR connection over a plain socket, driven by the loop that owns it.</summary>
internal sealed class LoadConnection : IFrameHandler, IDisposable
{
    private const byte FinalText = 0x81;
    private const byte FinalClose = 0x88;
    private const byte FinalPong = 0x8a;
    private static readonly byte[] Handshake = [.. """{"protocol":"json","version":1}"""u8, 0x1e];
    private readonly Action<LoadConnection, ReadOnlySpan<byte>> onMessage;
    private readonly FrameReader reader;

    private LoadConnection(Socket socket, int number, Action<LoadConnection, ReadOnlySpan<byte>> onMessage)
    {
        Socket = socket;
        Number = number;
        this.onMessage = onMessage;
        reader = new FrameReader(this);
    }

    public Socket Socket { get; }

    public int Number { get; }

    /// <summary>How many publications came.</summary>
    public long Received { get; set; }

    /// <summary>Connects and shakes hands, blocking; afterwards the socket doesn't block.</summary>
    public static LoadConnection Open(IPEndPoint server, int number, Action<LoadConnection, ReadOnlySpan<byte>> onMessage, string? token = null, IPAddress? from = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (from is not null)
            socket.Bind(new IPEndPoint(from, 0));
        socket.Connect(server);
        socket.Send(Encoding.ASCII.GetBytes(
            $"GET /hub{(token is null ? "" : "?access_token=" + token)} HTTP/1.1\r\nHost: {server}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"));
        ReadUpgrade(socket);
        var connection = new LoadConnection(socket, number, onMessage);
        connection.Send(Handshake);
        socket.Blocking = false;
        return connection;
    }

    /// <summary>Sends one hub message in one frame.</summary>
    public void Send(ReadOnlySpan<byte> message) => SendFrame(FinalText, message);

    /// <summary>Reads all that is there.</summary>
    public void Receive(Span<byte> buffer)
    {
        while (true)
        {
            var count = Socket.Receive(buffer, SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock)
                return;
            if (error != SocketError.Success || count == 0)
                throw new IOException($"connection {Number} ended: {error}");
            reader.Read(buffer[..count]);
            if (count < buffer.Length)
                return;
        }
    }

    /// <summary>Waits for something to come and reads it; the socket blocks.</summary>
    public void ReceiveSome(Span<byte> buffer)
    {
        var count = Socket.Receive(buffer);
        if (count == 0)
            throw new IOException($"the server closed connection {Number}");
        reader.Read(buffer[..count]);
    }

    public void OnMessage(ReadOnlySpan<byte> message) => onMessage(this, message);

    public void OnPing(ReadOnlySpan<byte> payload) => SendFrame(FinalPong, payload);

    public void OnClose(ReadOnlySpan<byte> payload) => throw new IOException($"the server closed connection {Number}");

    /// <summary>Closes in order, so that the server need not wait for it to come back.</summary>
    public void Dispose()
    {
        try
        {
            SendFrame(FinalClose, [0x03, 0xe8]);
        }
        catch (IOException)
        {
            // It is gone already.
        }

        Socket.Dispose();
    }

    private static void ReadUpgrade(Socket socket)
    {
        var response = new StringBuilder();
        var one = new byte[1];
        while (response.Length < 8192 && !response.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (socket.Receive(one) == 0)
                break;
            response.Append((char)one[0]);
        }

        if (!response.ToString().StartsWith("HTTP/1.1 101 ", StringComparison.Ordinal))
            throw new IOException("no upgrade: " + response.ToString().Split('\r')[0]);
    }

    private void SendFrame(byte first, ReadOnlySpan<byte> payload)
    {
        Span<byte> frame = stackalloc byte[payload.Length + 8];
        var start = payload.Length < 126 ? 2 : 4;
        frame[0] = first;
        frame[1] = (byte)(0x80 | (start == 2 ? payload.Length : 126));
        if (start == 4)
            System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(frame[2..], (ushort)payload.Length);
        // A mask of zeros is a mask, and leaves the payload as it is.
        frame.Slice(start, 4).Clear();
        payload.CopyTo(frame[(start + 4)..]);
        SendAll(frame[..(start + 4 + payload.Length)]);
    }

    private void SendAll(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var count = Socket.Send(bytes, SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock)
                Socket.Poll(TimeSpan.FromSeconds(10), SelectMode.SelectWrite);
            else if (error != SocketError.Success)
                throw new IOException($"connection {Number} ended: {error}");
            bytes = bytes[count..];
        }
    }
}
