using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace RealtimeHub.Server.Transports;

/// <summary>What became of a connection that was negotiated.</summary>
internal enum NegotiationState
{
    /// <summary>Nothing is known of it here: SignalR may know it.</summary>
    Unknown,

    /// <summary>A transport of SignalR's has it.</summary>
    SignalRs,

    /// <summary>A WebSocket of ours is using it.</summary>
    InUse,

    /// <summary>A WebSocket of ours has used it. It has no owner any more.</summary>
    Over,
}

/// <summary>
/// The connection tokens that SignalR's negotiations have given out. A WebSocket takes one, once: SignalR, which still waits for its client until its own time is up,
/// must see no other request with it. May be used from any thread.
/// </summary>
/// <param name="patience">How long SignalR waits for the client of a negotiated connection.</param>
/// <param name="time">The clock of that.</param>
internal sealed class Negotiations(TimeSpan patience, TimeProvider time)
{
    // Who comes late is SignalR's to serve or to refuse: it may be about to forget the connection.
    private const double Early = 0.9;

    // SignalR looks once a second, and may be late.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Negotiation> byToken = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(string Token, long Since)> byAge = new();

    /// <summary>How many are remembered.</summary>
    public int Count => byToken.Count;

    /// <summary>Notes a negotiation.</summary>
    /// <param name="token">The connection's secret token; in version 0 its id.</param>
    /// <param name="connectionId">Its public id.</param>
    public void Hold(string token, string connectionId)
    {
        Expire();
        if (byToken.TryAdd(token, new Negotiation(connectionId, time.GetTimestamp())))
            byAge.Enqueue((token, time.GetTimestamp()));
    }

    /// <summary>Takes one for a WebSocket; false when it can't be taken, or not any more.</summary>
    public bool TryTake(string token, [NotNullWhen(true)] out string? connectionId)
    {
        connectionId = null;
        if (!byToken.TryGetValue(token, out var negotiation) || !negotiation.TryTake(patience * Early, time))
            return false;
        connectionId = negotiation.ConnectionId;
        return true;
    }

    /// <summary>Leaves one to SignalR's transports; false when a WebSocket of ours has it, or had.</summary>
    public bool TryLeave(string token)
    {
        if (!byToken.TryGetValue(token, out var negotiation))
            return true;
        if (!negotiation.TryLeave())
            return false;
        byToken.TryRemove(token, out _);
        return true;
    }

    /// <summary>Notes that the WebSocket that took it has ended.</summary>
    public void End(string token)
    {
        if (byToken.TryGetValue(token, out var negotiation) && negotiation.End() && IsForgettable(negotiation))
            byToken.TryRemove(token, out _);
    }

    /// <summary>What became of one.</summary>
    public NegotiationState StateOf(string token) => byToken.TryGetValue(token, out var negotiation) ? negotiation.State : NegotiationState.Unknown;

    private bool IsForgettable(Negotiation negotiation) => time.GetElapsedTime(negotiation.Since) > patience + Margin;

    // Those in use are forgotten when they end.
    private void Expire()
    {
        while (byAge.TryPeek(out var oldest) && time.GetElapsedTime(oldest.Since) > patience + Margin && byAge.TryDequeue(out oldest))
        {
            if (byToken.TryGetValue(oldest.Token, out var negotiation) && negotiation.State != NegotiationState.InUse)
                byToken.TryRemove(oldest.Token, out _);
        }
    }

    private sealed class Negotiation(string connectionId, long since)
    {
        private int state = (int)NegotiationState.Unknown;

        public string ConnectionId { get; } = connectionId;

        public long Since { get; } = since;

        public NegotiationState State => (NegotiationState)Volatile.Read(ref state);

        public bool TryTake(TimeSpan patience, TimeProvider time) =>
            time.GetElapsedTime(Since) <= patience
            && Interlocked.CompareExchange(ref state, (int)NegotiationState.InUse, (int)NegotiationState.Unknown) == (int)NegotiationState.Unknown;

        public bool TryLeave() =>
            Interlocked.CompareExchange(ref state, (int)NegotiationState.SignalRs, (int)NegotiationState.Unknown) is (int)NegotiationState.Unknown or (int)NegotiationState.SignalRs;

        public bool End() => Interlocked.Exchange(ref state, (int)NegotiationState.Over) != (int)NegotiationState.Over;
    }
}
