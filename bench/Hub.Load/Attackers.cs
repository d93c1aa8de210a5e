using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RealtimeHub.Load;

/// <summary>Clients that break the rules, on a thread of their own and from one address.</summary>
internal sealed class Attackers : IDisposable
{
    public const int PerKind = 10;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private readonly IPEndPoint server;
    private readonly IPEndPoint from;
    private readonly Place[] places;
    private readonly Thread thread;
    private readonly ManualResetEventSlim stop = new();

    private Attackers(IPEndPoint server, IPAddress from, IReadOnlyList<AttackKind> kinds)
    {
        this.server = server;
        this.from = new IPEndPoint(from, 0);
        places = [.. Enumerable.Range(0, PerKind).SelectMany(_ => kinds.Select(kind => new Place(kind)))];
        thread = new Thread(Run) { IsBackground = true, Name = "attackers" };
        thread.Start();
    }

    /// <summary>How many connections they have opened.</summary>
    public int Opened { get; private set; }

    /// <summary>How many of them were refused a WebSocket.</summary>
    public int Refused { get; private set; }

    /// <summary>How many others the server has closed.</summary>
    public int Closed { get; private set; }

    public long SentBytes { get; private set; }

    public static Attackers Begin(IPEndPoint server, IPAddress from, IReadOnlyList<AttackKind> kinds) => new(server, from, kinds);

    public void Dispose()
    {
        stop.Set();
        thread.Join();
        stop.Dispose();
    }

    private void Run()
    {
        for (var turn = 0; !stop.Wait(Pause); turn++)
        {
            // One comes back in each turn, so that each is back within a second of its end.
            var next = places[turn % places.Length];
            if (next.Socket is null && (next.Socket = Open(next.Kind)) is not null)
            {
                (next.IsLetIn, next.IsRefused) = (!next.Kind.Upgrades, false);
                Opened++;
            }

            foreach (var place in places)
            {
                if (place.Socket is not null && !Push(place))
                    Leave(place);
            }
        }

        foreach (var place in places)
            place.Socket?.Dispose();
    }

    private Socket? Open(AttackKind kind)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(from);
            socket.Connect(server);
            if (kind.Upgrades)
                socket.Send(Encoding.ASCII.GetBytes($"GET /hub HTTP/1.1\r\nHost: {server}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"));
            else
                socket.Send(kind.First);
            socket.Blocking = false;
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }

    // They read nothing but whether they are let in and whether the server has closed.
    private bool Push(Place place)
    {
        Span<byte> unread = stackalloc byte[4096];
        var socket = place.Socket!;
        var count = socket.Receive(unread, SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
            return !place.IsLetIn || TrySend(socket, place.Kind.Then);
        if (error != SocketError.Success || count == 0)
            return false;
        if (place.IsLetIn)
            return TrySend(socket, place.Kind.Then);
        place.IsLetIn = unread[..count].StartsWith("HTTP/1.1 101 "u8);
        place.IsRefused = !place.IsLetIn;
        return place.IsLetIn && TrySend(socket, place.Kind.First);
    }

    private bool TrySend(Socket socket, byte[] bytes)
    {
        if (bytes.Length == 0)
            return true;
        SentBytes += Math.Max(0, socket.Send(bytes, SocketFlags.None, out var error));
        return error is SocketError.Success or SocketError.WouldBlock;
    }

    private void Leave(Place place)
    {
        if (place.IsRefused)
            Refused++;
        else
            Closed++;
        place.Socket!.Dispose();
        place.Socket = null;
    }

    private sealed class Place(AttackKind kind)
    {
        public AttackKind Kind { get; } = kind;

        public Socket? Socket { get; set; }

        public bool IsLetIn { get; set; }

        public bool IsRefused { get; set; }
    }
}
