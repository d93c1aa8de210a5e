using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RealtimeHub.Load;

/// <summary>Clients that break the rules, on a thread of their own and from an address of their own.</summary>
internal sealed class Attackers : IDisposable
{
    public const int PerKind = 10;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly byte[] Handshake = Frame(0x81, [.. """{"protocol":"json","version":1}"""u8, 0x1e]);

    // What is sent again and again, as much of it as the connection takes.
    private static readonly (string Name, byte[] First, byte[] Then)[] All =
    [
        ("fragments of one byte", [.. Handshake, .. Frame(0x01, "x"u8)], Repeat(Frame(0x00, "x"u8), 600)),
        ("empty fragments", [.. Handshake, .. Frame(0x01, [])], Repeat(Frame(0x00, []), 600)),
        ("pings without end", Handshake, Repeat(Frame(0x89, []), 600)),
        ("calls of unknown methods", Handshake, Repeat(Frame(0x81, [.. """{"type":1,"invocationId":"1","target":"Nope","arguments":[]}"""u8, 0x1e]), 60)),
        ("text that is not JSON", Handshake, Repeat(Frame(0x81, [.. "garbage"u8, 0x1e]), 100)),
        ("frames without a mask", Handshake, [0x81, 0x02, 0x7b, 0x7d]),
        ("reserved opcodes", Handshake, Repeat(Frame(0x8b, []), 10)),
        ("a message without end", [.. Handshake, 0x81, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0], new byte[16 * 1024]),
        ("half an upgrade", "GET /hub HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"u8.ToArray(), "X: y\r\n"u8.ToArray()),
        ("no handshake", [], []),
    ];

    private readonly Thread thread;
    private readonly ManualResetEventSlim stop = new();

    private Attackers(IPEndPoint server)
    {
        thread = new Thread(() => Run(server)) { IsBackground = true, Name = "attackers" };
        thread.Start();
    }

    public static IEnumerable<string> Kinds => All.Select(kind => kind.Name);

    /// <summary>How many of their connections the server has closed.</summary>
    public int Closed { get; private set; }

    public long SentBytes { get; private set; }

    public static Attackers Begin(IPEndPoint server) => new(server);

    public void Dispose()
    {
        stop.Set();
        thread.Join();
        stop.Dispose();
    }

    private static byte[] Repeat(byte[] frame, int count) => [.. Enumerable.Repeat(frame, count).SelectMany(bytes => bytes)];

    // A mask of zeros is a mask, and leaves the payload as it is.
    private static byte[] Frame(byte first, ReadOnlySpan<byte> payload) => [first, (byte)(0x80 | payload.Length), 0, 0, 0, 0, .. payload];

    private void Run(IPEndPoint server)
    {
        var sockets = new Socket?[All.Length * PerKind];
        var turn = 0;
        for (; !stop.Wait(Pause); turn++)
        {
            // Each comes back within a second of its end.
            var place = turn % sockets.Length;
            sockets[place] ??= Open(server, All[place / PerKind].Name == "half an upgrade", All[place / PerKind].First);
            for (var i = 0; i < sockets.Length; i++)
            {
                if (sockets[i] is { } socket && !Push(socket, All[i / PerKind].Then))
                {
                    socket.Dispose();
                    sockets[i] = null;
                    Closed++;
                }
            }
        }

        foreach (var socket in sockets)
            socket?.Dispose();
    }

    private static Socket? Open(IPEndPoint server, bool isRaw, byte[] first)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
            socket.Connect(server);
            if (!isRaw)
                socket.Send(Encoding.ASCII.GetBytes($"GET /hub HTTP/1.1\r\nHost: {server}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"));
            socket.Send(first);
            socket.Blocking = false;
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }

    // They read nothing but whether the server has closed.
    private bool Push(Socket socket, byte[] bytes)
    {
        Span<byte> unread = stackalloc byte[4096];
        try
        {
            if (socket.Poll(0, SelectMode.SelectRead) && socket.Receive(unread) == 0)
                return false;
            SentBytes += bytes.Length == 0 ? 0 : socket.Send(bytes, SocketFlags.None, out var error) is var sent && error is SocketError.Success or SocketError.WouldBlock ? sent : throw new SocketException((int)error);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
