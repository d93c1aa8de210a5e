using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RealtimeHub.TestKit;

/// <summary>
/// A network that misbehaves on demand: a TCP proxy on a free port of 127.0.0.1 that cuts connections anywhere, refuses
/// them, stops moving bytes, or turns WebSockets or Server-Sent Events away. May be told so from any thread.
/// </summary>
public sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();
    private readonly Lock gate = new();
    private readonly HashSet<ProxiedConnection> connections = [];
    private readonly Task accepting;
    private volatile Uri target;
    private CutPlan? plan;
    private byte[]? cutBefore;
    private int accepted;
    private int cuts;

    private CuttingProxy(Uri target)
    {
        this.target = target;
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");

    /// <summary>The server behind it; another one is for connections that come from now on.</summary>
    public Uri Target
    {
        get => target;
        set => target = value;
    }

    /// <summary>Connections that come are reset at once; those that are there go on.</summary>
    public bool RefusesConnections { get; set; }

    /// <summary>New connections: a WebSocket upgrade is answered 403, everything else passes.</summary>
    public bool RefusesWebSockets { get; set; }

    /// <summary>New connections: a request for an event stream is answered 403, everything else passes.</summary>
    public bool RefusesEventStreams { get; set; }

    /// <summary>Bytes from the server to clients, where they stop when it is closed: the peer looks slow to the server.</summary>
    public Valve ToClients { get; } = new();

    /// <summary>Bytes from clients to the server.</summary>
    public Valve ToServer { get; } = new();

    /// <summary>How many connections came, the refused ones included.</summary>
    public int Accepted => Volatile.Read(ref accepted);

    /// <summary>How many connections were cut.</summary>
    public int Cuts => Volatile.Read(ref cuts);

    /// <summary>How many connections there are now.</summary>
    public int Open
    {
        get
        {
            lock (gate)
                return connections.Count;
        }
    }

    /// <summary>Starts one in front of a server.</summary>
    public static CuttingProxy Start(Uri target) => new(target);

    /// <summary>Cuts every connection that there is, now.</summary>
    public void CutAll()
    {
        ProxiedConnection[] there;
        lock (gate)
            there = [.. connections];
        foreach (var connection in there)
            connection.Cut(orderly: false);
    }

    /// <summary>
    /// Every connection that comes from now on is cut after a random number of bytes, both directions counted, by a reset or
    /// an orderly end, until the count is used up.
    /// </summary>
    public void CutAtRandom(Random random, int count, int minBytes, int maxBytes)
    {
        lock (gate)
            plan = new CutPlan(random, count, minBytes, maxBytes);
    }

    /// <summary>The next bytes to a client that contain this text never reach it: their connection is reset before them.</summary>
    public void CutBefore(string text) => Volatile.Write(ref cutBefore, Encoding.UTF8.GetBytes(text));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        listener.Stop();
        CutAll();
        await accepting;
        await TestTimeout.Until(() => Open == 0, what: "the end of the proxy's connections");
        end.Dispose();
    }

    internal bool IsCutBefore(ReadOnlySpan<byte> bytes)
    {
        var text = Volatile.Read(ref cutBefore);
        return text is not null && bytes.IndexOf(text) >= 0 && Interlocked.CompareExchange(ref cutBefore, null, text) == text;
    }

    internal void OnCut() => Interlocked.Increment(ref cuts);

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await listener.AcceptSocketAsync(end.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException || end.IsCancellationRequested)
            {
                return;
            }

            Interlocked.Increment(ref accepted);
            _ = ServeAsync(client);
        }
    }

    private async Task ServeAsync(Socket client)
    {
        if (RefusesConnections)
        {
            client.LingerState = new LingerOption(true, 0);
            client.Dispose();
            return;
        }

        var connection = new ProxiedConnection(this, client);
        lock (gate)
        {
            connections.Add(connection);
            connection.CutAfter(plan?.Next());
        }

        try
        {
            await connection.RunAsync(target.Host, target.Port, end.Token);
        }
        finally
        {
            lock (gate)
                connections.Remove(connection);
        }
    }
}
