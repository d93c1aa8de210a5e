using System.Buffers.Text;
using System.Diagnostics;
using System.Net;

namespace RealtimeHub.Load;

/// <summary>
/// One case on one server: opens the connections, publishes, and counts every delivery. One thread does it all: it polls
/// the sockets, and each message that comes may send the next publish.
/// </summary>
internal sealed class LoadRun : IDisposable
{
    private const int Window = 1 << 16;
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan OpeningPause = TimeSpan.FromMilliseconds(5);
    private readonly LoadCase load;
    private readonly Epoll epoll = new();
    private readonly LoadConnection[] connections;
    private readonly string[] channels;
    private readonly string filling;
    private readonly bool inRooms;
    private readonly byte[] buffer = new byte[256 * 1024];
    private readonly Publish[] publishes = new Publish[Window];
    private Latencies latencies = new();
    private long sequence;
    private long deliveries;
    private int asked;
    private int answered;
    private int onTheirWay;
    private long now;
    private bool sending;

    private LoadRun(LoadCase load, Target target, string channelPrefix)
    {
        this.load = load;
        inRooms = load.Chat && target.HasRooms;
        connections = new LoadConnection[load.Connections + load.InFlight];
        var space = inRooms ? "" : "topic:";
        channels = [.. Enumerable.Range(0, load.Channels).Select(number => $"{space}{channelPrefix}-{number}")];
        filling = Target.Filling(load.PayloadBytes);
    }

    /// <summary>Connects everyone and waits until all are subscribed.</summary>
    /// <param name="load">The case.</param>
    /// <param name="target">What the server is.</param>
    /// <param name="server">Where the server listens.</param>
    /// <param name="channelPrefix">Makes the channels' names new, so that nothing is left of an earlier run.</param>
    public static LoadRun Open(LoadCase load, Target target, IPEndPoint server, string channelPrefix)
    {
        var run = new LoadRun(load, target, channelPrefix);
        for (var number = 0; number < run.connections.Length; number++)
        {
            var token = run.inRooms ? Guests.Token(server, number) : null;
            run.connections[number] = LoadConnection.Open(server, number, run.OnMessage, token, load.AddressOf(number));
            run.epoll.Watch(run.connections[number].Socket, number);
            run.Poll(0);

            // A server that counts addresses also counts how many begin in a second.
            var opened = Stopwatch.GetTimestamp();
            while (load.Addresses > 0 && Stopwatch.GetElapsedTime(opened) < OpeningPause)
                run.Poll(1);
        }

        if (run.inRooms)
            run.EnterRooms();
        for (var number = 0; number < load.Connections; number++)
            run.Ask(number, Target.Subscribe((run.inRooms ? "chat:" : "") + run.ChannelOf(number)));
        run.PollUntil(() => run.answered == run.asked, "subscribe");
        return run;
    }

    /// <summary>Publishes for so long, then waits for what is on its way.</summary>
    public (long Publishes, long Deliveries, TimeSpan Elapsed, Latencies Latencies) Drive(TimeSpan duration)
    {
        (latencies, deliveries) = (new Latencies(), 0);
        var first = sequence;
        var start = now = Stopwatch.GetTimestamp();
        sending = true;
        if (load.PerSecond == 0)
            StartAll();
        for (long sent = 0; Stopwatch.GetElapsedTime(start) < duration;)
        {
            if (load.PerSecond > 0)
                sent += SendDue(start, sent);
            Poll(WaitFor(start, sent, duration));
        }

        sending = false;
        PollUntil(() => onTheirWay == 0, "deliver");
        var elapsed = Stopwatch.GetElapsedTime(start);
        Verify(sequence - first);
        return (sequence - first, deliveries, elapsed, latencies);
    }

    public void Dispose()
    {
        foreach (var connection in connections)
            connection?.Dispose();
        epoll.Dispose();
    }

    // The rooms are there before their members come, and the members before the first is subscribed to what they do.
    private void EnterRooms()
    {
        for (var number = 0; number < load.Channels; number++)
            Ask(number, Target.CreateRoom(channels[number]));
        PollUntil(() => answered == asked, "create rooms");
        for (var number = load.Channels; number < connections.Length; number++)
        {
            Ask(number, Target.JoinRoom(ChannelOf(number)));
            Poll(0);
        }

        PollUntil(() => answered == asked, "join");
    }

    private string ChannelOf(int number) => channels[number % load.Channels];

    private void Ask(int number, byte[] message)
    {
        asked++;
        connections[number].Send(message);
    }

    private void StartAll()
    {
        for (var publisher = 0; publisher < load.InFlight; publisher++)
            Send(publisher);
    }

    private int SendDue(long start, long sent)
    {
        var due = (long)(Stopwatch.GetElapsedTime(start).TotalSeconds * load.PerSecond) - sent;
        for (var i = 0; i < due; i++)
            Send(0);
        return (int)due;
    }

    private int WaitFor(long start, long sent, TimeSpan duration)
    {
        var next = load.PerSecond == 0 ? duration : TimeSpan.FromSeconds((sent + 1.0) / load.PerSecond);
        return (int)Math.Clamp((next - Stopwatch.GetElapsedTime(start)).TotalMilliseconds, 0, 100);
    }

    private void Send(int publisher)
    {
        sequence++;
        ref var publish = ref publishes[sequence % Window];
        if (publish.Waits > 0)
            throw new IOException($"publish {publish.Sequence} was still on its way {Window} publishes later");
        publish = new Publish(sequence, publisher, Stopwatch.GetTimestamp(), load.Subscribers + 1);
        onTheirWay++;
        connections[load.Connections + publisher].Send(inRooms
            ? Target.Post(channels[sequence % load.Channels], sequence, filling)
            : Target.Publish(channels[sequence % load.Channels], sequence, filling));
    }

    private void OnMessage(LoadConnection connection, ReadOnlySpan<byte> message)
    {
        if (message.StartsWith("""{"type":3"""u8))
            OnAnswer(connection, message);
        else if (message.IndexOf("seq="u8) is var marker and >= 0)
            OnDelivery(connection, Number(message[(marker + 4)..]));
    }

    private void OnDelivery(LoadConnection connection, long delivered)
    {
        ref var publish = ref publishes[delivered % Window];
        if (publish.Sequence != delivered || publish.Waits <= 0)
            throw new IOException($"connection {connection.Number} got publication {delivered}, which all have already");
        deliveries++;
        connection.Received++;
        latencies.Add(Stopwatch.GetElapsedTime(publish.Sent, now));
        Settle(ref publish);
    }

    private void OnAnswer(LoadConnection connection, ReadOnlySpan<byte> message)
    {
        if (message.IndexOf("\"error\":"u8) >= 0)
            throw new IOException("refused: " + System.Text.Encoding.UTF8.GetString(message));
        // Publishes bear their number, everything else 0.
        var id = Number(message[(message.IndexOf("\"invocationId\":\""u8) + 16)..]);
        if (id == 0)
            answered++;
        else
            Settle(ref publishes[id % Window]);
    }

    /// <summary>A publish is on its way until every subscriber has it and its publisher has its answer.</summary>
    private void Settle(ref Publish publish)
    {
        if (--publish.Waits > 0)
            return;
        onTheirWay--;
        if (sending && load.PerSecond == 0)
            Send(publish.Publisher);
    }

    private void Poll(int milliseconds) => epoll.Poll(milliseconds, number =>
    {
        now = Stopwatch.GetTimestamp();
        connections[number].Receive(buffer);
    });

    private void PollUntil(Func<bool> done, string what)
    {
        for (var start = Stopwatch.GetTimestamp(); !done();)
        {
            if (Stopwatch.GetElapsedTime(start) > TimeLimit)
                throw new IOException($"the server did not {what} within {TimeLimit.TotalSeconds} s; {onTheirWay} publishes are on their way");
            Poll(10);
        }
    }

    /// <summary>Every subscriber has had each publication of its channel once.</summary>
    private void Verify(long published)
    {
        if (deliveries != published * load.Subscribers)
            throw new IOException($"{published} publishes made {deliveries} deliveries");
        foreach (var channel in connections.Take(load.Connections).GroupBy(connection => connection.Number % load.Channels))
        {
            if (channel.Select(connection => connection.Received).Distinct().Count() != 1)
                throw new IOException($"the subscribers of {channels[channel.Key]} did not all get the same number");
        }
    }

    private static long Number(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out long number, out _) ? number : throw new IOException("no number where one should be");

    /// <summary>A publish on its way; <c>Waits</c> counts who has yet to hear of it.</summary>
    private record struct Publish(long Sequence, int Publisher, long Sent, int Waits);
}
