using System.Net.Sockets;
using System.Text;

namespace RealtimeHub.TestKit;

/// <summary>The head of an HTTP/1.1 request, and what came behind it in the same read.</summary>
internal sealed class RequestHead
{
    private const int MaxBytes = 64 * 1024;

    private readonly List<string> lines;
    private readonly byte[] rest;

    private RequestHead(byte[] bytes, int length)
    {
        lines = [.. Encoding.Latin1.GetString(bytes, 0, length).Split("\r\n", StringSplitOptions.RemoveEmptyEntries)];
        rest = bytes[length..];
    }

    public bool IsWebSocket => Has("Upgrade", "websocket");

    public bool IsEventStream => Has("Accept", "text/event-stream");

    public static async Task<RequestHead> ReadAsync(Socket socket, CancellationToken cancellationToken)
    {
        var bytes = new List<byte>();
        var buffer = new byte[4096];
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer, cancellationToken);
            if (read == 0 || bytes.Count > MaxBytes)
                throw new IOException("not a whole request");
            bytes.AddRange(buffer.AsSpan(0, read));
            var all = bytes.ToArray();
            var end = all.AsSpan().IndexOf("\r\n\r\n"u8);
            if (end >= 0)
                return new RequestHead(all, end + 4);
        }
    }

    /// <summary>The bytes to send on. The server is asked to close after its answer, so that every request is looked at.</summary>
    public byte[] ForOneRequest()
    {
        if (!IsWebSocket)
        {
            lines.RemoveAll(line => line.StartsWith("Connection:", StringComparison.OrdinalIgnoreCase));
            lines.Add("Connection: close");
        }

        return [.. Encoding.Latin1.GetBytes(string.Join("\r\n", lines) + "\r\n\r\n"), .. rest];
    }

    private bool Has(string name, string value) => lines.Skip(1).Any(line =>
        line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase) && line.Contains(value, StringComparison.OrdinalIgnoreCase));
}
