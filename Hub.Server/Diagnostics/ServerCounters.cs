using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace RealtimeHub.Server.Diagnostics;

/// <summary>
/// What this node has done since its start. Thread-safe; counting costs one interlocked addition, and
/// the instruments read the sums only when they are observed.
/// </summary>
internal sealed partial class ServerCounters : IDisposable
{
    public const string MeterName = "RealtimeHub.Server";

    private readonly Meter meter;
    private long connections;
    private long subscriptions;
    private readonly ConcurrentDictionary<string, StrongBox<long>> publications = new(StringComparer.Ordinal);
    private long signals;
    private long deliveries;

    /// <param name="meters">Where the instruments are registered; null makes a meter of its own.</param>
    public ServerCounters(IMeterFactory? meters = null)
    {
        // Connections have no instrument of ours: ASP.NET Core has signalr.server.active_connections.
        meter = meters?.Create(MeterName) ?? new Meter(MeterName);
        meter.CreateObservableUpDownCounter("realtimehub.server.subscriptions", () => Subscriptions, "{subscription}", "Subscriptions there are now.");
        meter.CreateObservableCounter("realtimehub.server.publications", ByNamespace, "{publication}", "Publications that the engine accepted from this node.");
        meter.CreateObservableCounter("realtimehub.server.signals", () => Signals, "{signal}", "Signals that the engine took from this node.");
        meter.CreateObservableCounter("realtimehub.server.deliveries", () => Deliveries, "{delivery}", "Callbacks written to connections, replays aside.");
        merged = Count("merged", "{publication}", "Values that a later one of their key took the place of before they were sent.");
        overflows = Count("overflows", "{overflow}", "Outboxes that were full.");
        recoveries = Count("recoveries", "{subscription}", "Subscriptions that continued from their position without a gap.");
        gaps = Count("gaps", "{subscription}", "Subscriptions that could not be given everything.");
        closes = Count("closes", "{connection}", "Connections that the server closed.");
        tokens = Count("tokens", "{token}", "Tokens that were checked.");
        refusals = Count("refusals", "{call}", "Calls that were refused, on the hub and over HTTP.");
        presenceChanges = Count("presence.changes", "{change}", "Changes of presence that were announced.");
        feedUpdates = Count("feed.updates", "{update}", "Updates of feeds.");
        webhookEvents = Count("webhook.events", "{event}", "Events for webhooks, by what became of them; a failed one is tried again.");
        engineErrors = Count("engine.errors", "{call}", "Calls that the engine did not answer.");
        engineDuration = meter.CreateHistogram("realtimehub.server.engine.duration", "s", "How long the engine took.", null, Measures.Seconds);
        deliveryDuration = meter.CreateHistogram("realtimehub.server.delivery.duration", "s", "From when a callback was there for its receivers to when it was written to a connection, of every eighth write of each.", null, Measures.Seconds);
        fanoutSize = meter.CreateHistogram("realtimehub.server.fanout.size", "{subscription}", "Subscriptions of a channel when publications went out to them.", null, Measures.Counts);
    }

    /// <summary>Connections there are now.</summary>
    public long Connections => Interlocked.Read(ref connections);

    /// <summary>Subscriptions there are now.</summary>
    public long Subscriptions => Interlocked.Read(ref subscriptions);

    /// <summary>Publications accepted since the start.</summary>
    public long Publications => publications.Values.Sum(count => Interlocked.Read(ref count.Value));

    /// <summary>Signals since the start.</summary>
    public long Signals => Interlocked.Read(ref signals);

    /// <summary>Callbacks written to connections since the start, replays aside.</summary>
    public long Deliveries => Interlocked.Read(ref deliveries);

    public void ConnectionOpened() => Interlocked.Increment(ref connections);

    public void ConnectionClosed() => Interlocked.Decrement(ref connections);

    public void Subscribed() => Interlocked.Increment(ref subscriptions);

    public void Unsubscribed() => Interlocked.Decrement(ref subscriptions);

    /// <summary>The engine accepted publications of a namespace.</summary>
    public void Published(ReadOnlySpan<char> @namespace, int count = 1)
    {
        var sum = publications.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(@namespace, out var known) ? known : publications.GetOrAdd(@namespace.ToString(), static _ => new StrongBox<long>());
        Interlocked.Add(ref sum.Value, count);
    }

    public void Signalled() => Interlocked.Increment(ref signals);

    public void Delivered(int count = 1) => Interlocked.Add(ref deliveries, count);

    public void Dispose() => meter.Dispose();

    private IEnumerable<Measurement<long>> ByNamespace() => publications.Select(one => new Measurement<long>(Interlocked.Read(ref one.Value.Value), Tag("namespace", one.Key)));

    private Counter<long> Count(string name, string unit, string description) => meter.CreateCounter<long>("realtimehub.server." + name, unit, description);
}
