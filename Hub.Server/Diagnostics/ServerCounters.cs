using System.Diagnostics.Metrics;

namespace RealtimeHub.Server.Diagnostics;

/// <summary>
/// What this node has done since its start. May be used from any thread; counting costs one interlocked addition, and
/// the instruments read the sums only when somebody looks.
/// </summary>
internal sealed class ServerCounters : IDisposable
{
    public const string MeterName = "RealtimeHub.Server";

    private readonly Meter meter;
    private long connections;
    private long subscriptions;
    private long publications;
    private long signals;
    private long deliveries;

    /// <param name="meters">Where the instruments are registered; null makes a meter of its own.</param>
    public ServerCounters(IMeterFactory? meters = null)
    {
        // Connections have no instrument of ours: ASP.NET Core has signalr.server.active_connections.
        meter = meters?.Create(MeterName) ?? new Meter(MeterName);
        meter.CreateObservableUpDownCounter("realtimehub.server.subscriptions", () => Subscriptions, "{subscription}", "Subscriptions there are now.");
        meter.CreateObservableCounter("realtimehub.server.publications", () => Publications, "{publication}", "Publications that the engine accepted from this node.");
        meter.CreateObservableCounter("realtimehub.server.signals", () => Signals, "{signal}", "Signals that the engine took from this node.");
        meter.CreateObservableCounter("realtimehub.server.deliveries", () => Deliveries, "{delivery}", "Callbacks written to connections, replays aside.");
    }

    /// <summary>Connections there are now.</summary>
    public long Connections => Interlocked.Read(ref connections);

    /// <summary>Subscriptions there are now.</summary>
    public long Subscriptions => Interlocked.Read(ref subscriptions);

    /// <summary>Publications accepted since the start.</summary>
    public long Publications => Interlocked.Read(ref publications);

    /// <summary>Signals since the start.</summary>
    public long Signals => Interlocked.Read(ref signals);

    /// <summary>Callbacks written to connections since the start, replays aside.</summary>
    public long Deliveries => Interlocked.Read(ref deliveries);

    public void ConnectionOpened() => Interlocked.Increment(ref connections);

    public void ConnectionClosed() => Interlocked.Decrement(ref connections);

    public void Subscribed() => Interlocked.Increment(ref subscriptions);

    public void Unsubscribed() => Interlocked.Decrement(ref subscriptions);

    public void Published(int count = 1) => Interlocked.Add(ref publications, count);

    public void Signalled() => Interlocked.Increment(ref signals);

    public void Delivered(int count = 1) => Interlocked.Add(ref deliveries, count);

    public void Dispose() => meter.Dispose();
}
