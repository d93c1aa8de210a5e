using System.Buffers.Text;
using System.Diagnostics;
using System.Net;

namespace RealtimeHub.Load;

/// <summary>
/// Connections that receive values, and how old these are when they arrive. One thread reads them all; so that it takes little of the
/// processor that it shares with the source, only some may be measured, and what comes to the others is read now and then and not looked at.
/// </summary>
internal sealed class FeedAudience : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan DrainEvery = TimeSpan.FromMilliseconds(200);
    private readonly Epoll epoll = new();
    private readonly Epoll others = new();
    private readonly List<LoadConnection> connections = [];
    private readonly byte[] buffer = new byte[256 * 1024];
    private int asked;
    private int share = 1;
    private long measured;
    private long drained;

    public int Answers { get; private set; }

    /// <summary>Values that came, the snapshot aside; where one connection of several is measured, as many for each of them.</summary>
    public long Values => measured * share;

    public Latencies Ages { get; private set; } = new();

    /// <summary>Adds connections.</summary>
    public void Open(IPEndPoint server, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var connection = LoadConnection.Open(server, connections.Count, OnMessage);
            connections.Add(connection);
            epoll.Watch(connection.Socket, connection.Number);
            Poll(0);
        }
    }

    /// <summary>Sends a call on each connection and waits for all answers.</summary>
    public void AskAll(Func<int, byte[]> call)
    {
        foreach (var connection in connections)
        {
            asked++;
            connection.Send(call(connection.Number));
            Poll(0);
        }

        for (var start = Stopwatch.GetTimestamp(); Answers < asked; Poll(10))
        {
            if (Stopwatch.GetElapsedTime(start) > Patience)
                throw new IOException($"{asked - Answers} calls were not answered");
        }
    }

    /// <summary>Sends a call on each connection and waits for nothing.</summary>
    public void Send(Func<int, byte[]> call)
    {
        foreach (var connection in connections)
        {
            asked++;
            connection.Send(call(connection.Number));
        }
    }

    /// <summary>Reads for so long, and forgets what came before.</summary>
    public void Read(TimeSpan duration)
    {
        (measured, Ages) = (0, new Latencies());
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < duration;)
            Poll(10);
    }

    /// <summary>Measures one of so many connections from now on. All must have the same number of keys.</summary>
    public void MeasureOneOf(int many)
    {
        share = many;
        foreach (var connection in connections.Where(connection => connection.Number % many != 0))
        {
            epoll.Forget(connection.Socket);
            others.Watch(connection.Socket, connection.Number);
        }
    }

    public void Dispose()
    {
        connections.ForEach(connection => connection.Dispose());
        epoll.Dispose();
        others.Dispose();
    }

    private void Poll(int milliseconds)
    {
        epoll.Poll(milliseconds, number => connections[number].Receive(buffer));
        if (share == 1 || Stopwatch.GetElapsedTime(drained) < DrainEvery)
            return;
        drained = Stopwatch.GetTimestamp();
        others.Poll(0, number => connections[number].Receive(buffer));
    }

    private void OnMessage(LoadConnection connection, ReadOnlySpan<byte> message)
    {
        if (connection.Number % share != 0)
            return;
        if (message.StartsWith("""{"type":3"""u8))
        {
            if (message.IndexOf("\"error\":"u8) >= 0)
                throw new IOException("refused: " + System.Text.Encoding.UTF8.GetString(message));
            Answers++;
        }
        else if (message.IndexOf("\"t\":"u8) is var at and >= 0 && message.IndexOf("\"snapshot\":true"u8) < 0)
        {
            measured++;
            if (Utf8Parser.TryParse(message[(at + 4)..], out double sent, out _))
                Ages.Add(TimeSpan.FromMilliseconds(FeedSource.Now - sent));
        }
    }
}
