using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace RealtimeHub.TestKit;

/// <summary>A WebSocket (RFC 6455) put together by hand over a socket, which may break any rule.</summary>
public sealed class RawWebSocket : IDisposable
{
    private const string AcceptSuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private readonly TcpClient tcp;
    private readonly FrameReader reader;
    private readonly Random masks = new(1);

    private RawWebSocket(TcpClient tcp, UpgradeResponse response, string accept)
    {
        this.tcp = tcp;
        Response = response;
        ExpectedAccept = accept;
        reader = new FrameReader(tcp.GetStream());
    }

    /// <summary>What the server answered to the request.</summary>
    public UpgradeResponse Response { get; }

    /// <summary>The <c>Sec-WebSocket-Accept</c> that the sent key asks for.</summary>
    public string ExpectedAccept { get; }

    /// <summary>The stream below, to read or write anything.</summary>
    public Stream Stream => tcp.GetStream();

    /// <summary>Connects and asks for the upgrade; whether it was granted is for the caller to look at.</summary>
    /// <param name="address">An <c>http</c> or <c>ws</c> address with path and query.</param>
    /// <param name="headers">More header lines, such as <c>Origin: null</c>.</param>
    public static async Task<RawWebSocket> ConnectAsync(Uri address, params string[] headers)
    {
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        var tcp = new TcpClient { NoDelay = true };
        try
        {
            await tcp.ConnectAsync(address.Host, address.Port).Within();
            string[] lines =
            [
                $"GET {address.PathAndQuery} HTTP/1.1", $"Host: {address.Authority}", "Connection: Upgrade", "Upgrade: websocket",
                "Sec-WebSocket-Version: 13", $"Sec-WebSocket-Key: {key}", .. headers, "", "",
            ];
            await tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes(string.Join("\r\n", lines)));
            return new RawWebSocket(tcp, await UpgradeResponse.ReadAsync(tcp.GetStream()).Within(), AcceptOf(key));
        }
        catch
        {
            tcp.Dispose();
            throw;
        }
    }

    /// <summary>Sends a text message in one frame.</summary>
    public Task SendTextAsync(string text) => SendFrameAsync(new RawFrame(Opcode.Text, Encoding.UTF8.GetBytes(text)));

    /// <summary>Sends a close frame.</summary>
    public Task SendCloseAsync(int code) => SendFrameAsync(new RawFrame(Opcode.Close, [(byte)(code >> 8), (byte)code]));

    /// <summary>Sends a frame, masked as clients must unless told otherwise.</summary>
    public Task SendFrameAsync(RawFrame frame, bool masked = true) => SendBytesAsync(frame.Encode(masked ? (uint)masks.Next() : null));

    /// <summary>Sends bytes as they are.</summary>
    public Task SendBytesAsync(ReadOnlyMemory<byte> bytes) => Stream.WriteAsync(bytes).AsTask();

    /// <summary>Reads the next frame; null when the server has ended the connection.</summary>
    public Task<RawFrame?> ReadFrameAsync(TimeSpan? limit = null) => reader.ReadAsync().Within(limit, "a WebSocket frame");

    /// <summary>Cuts the connection with a reset.</summary>
    public void Reset()
    {
        tcp.Client.LingerState = new LingerOption(true, 0);
        tcp.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => tcp.Dispose();

    // The protocol's own hash: it proves that the server speaks WebSocket and protects nothing.
#pragma warning disable CA5350
    private static string AcceptOf(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + AcceptSuffix)));
#pragma warning restore CA5350
}
