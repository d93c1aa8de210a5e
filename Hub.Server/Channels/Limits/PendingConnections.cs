using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace RealtimeHub.Server.Channels.Limits;

/// <summary>A connection that has begun and has not shaken hands yet.</summary>
internal sealed class PendingConnection(IPAddress? address, TimeSpan began)
{
    /// <summary>The address that it is counted under; null where none is.</summary>
    public IPAddress? Address { get; } = address;

    public TimeSpan Began { get; } = began;

    /// <summary>The connection token from its negotiation; null where it skips that.</summary>
    public string? Token { get; set; }

    public bool HasEnded { get; set; }
}

/// <summary>
/// Connections that have begun, by a negotiation or a WebSocket without one, and have not shaken hands: each costs memory and has
/// proven nothing. They count until the handshake, their end, or <see cref="LimitOptions.UnattachedTimeout"/>, when the transport frees
/// those that nothing has attached to. May be used from any thread.
/// </summary>
internal sealed class PendingConnections
{
    private readonly Lock gate = new();
    private readonly Queue<PendingConnection> byAge = new();
    private readonly Dictionary<string, PendingConnection> byToken = new(StringComparer.Ordinal);
    private readonly Dictionary<IPAddress, int> addresses = [];
    private readonly LimitOptions options;
    private readonly TimeProvider time;
    private readonly long start;
    private int count;

    public PendingConnections(LimitOptions options, TimeProvider time)
    {
        this.options = options;
        this.time = time;
        start = time.GetTimestamp();
    }

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                Expire();
                return count;
            }
        }
    }

    /// <summary>Counts one more, or says which limit is in its way and counts nothing.</summary>
    public ConnectionLimit TryBegin(IPAddress? address, out PendingConnection? pending)
    {
        pending = null;
        var counted = ClientAddress.Of(address, options);
        lock (gate)
        {
            Expire();
            if (options.UnattachedPerNode > 0 && count >= options.UnattachedPerNode)
                return ConnectionLimit.Node;
            if (counted is not null && options.UnattachedPerAddress > 0 && addresses.GetValueOrDefault(counted) >= options.UnattachedPerAddress)
                return ConnectionLimit.Address;
            pending = new PendingConnection(counted, time.GetElapsedTime(start));
            byAge.Enqueue(pending);
            Change(counted, 1);
            return ConnectionLimit.None;
        }
    }

    /// <summary>Notes the connection token that a negotiation gave.</summary>
    public void Hold(PendingConnection pending, string token)
    {
        lock (gate)
        {
            if (pending.HasEnded)
                return;
            pending.Token = token;
            byToken[token] = pending;
        }
    }

    /// <summary>The one that a connection token belongs to.</summary>
    public bool TryFind(string token, [NotNullWhen(true)] out PendingConnection? pending)
    {
        lock (gate)
            return byToken.TryGetValue(token, out pending);
    }

    /// <summary>Takes one off again. Does nothing for one that has ended.</summary>
    public void End(PendingConnection pending)
    {
        lock (gate)
        {
            if (pending.HasEnded)
                return;
            pending.HasEnded = true;
            if (pending.Token is { } token)
                byToken.Remove(token);
            Change(pending.Address, -1);
            Drop();
        }
    }

    private void Expire()
    {
        var oldest = time.GetElapsedTime(start) - options.UnattachedTimeout;
        while (byAge.TryPeek(out var first) && (first.HasEnded || first.Began <= oldest))
            End(byAge.Dequeue());
    }

    // Most end soon, and in the order in which they began.
    private void Drop()
    {
        while (byAge.TryPeek(out var first) && first.HasEnded)
            byAge.Dequeue();
    }

    private void Change(IPAddress? address, int change)
    {
        count += change;
        if (address is null)
            return;
        var ofAddress = addresses.GetValueOrDefault(address) + change;
        if (ofAddress > 0)
            addresses[address] = ofAddress;
        else
            addresses.Remove(address);
    }
}
