using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Hubs;

/// <summary>Tells connections that their token runs out, and closes those that did not refresh it in time.</summary>
internal sealed class TokenWatch(Connections connections, ConnectionCloser closer, IHubContext<ChannelHub, IChannelClient> hub, TimeProvider time)
{
    private static readonly TimeSpan Notice = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(25);

    // Timers take no longer wait; tokens that live longer are looked at again then.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    private readonly ConcurrentDictionary<string, Watched> watched = new(StringComparer.Ordinal);

    /// <summary>Watches a connection's token from now on, instead of an earlier one.</summary>
    public void Begin(string connectionId, DateTimeOffset expires)
    {
        End(connectionId);
        var entry = new Watched(connectionId, expires);
        watched[connectionId] = entry;
        var left = expires - time.GetUtcNow();
        var notice = left - Notice > left / 2 ? left - Notice : left / 2;
        entry.Timer = time.CreateTimer(_ => Expiring(entry), null, Limit(notice), Timeout.InfiniteTimeSpan);
    }

    public void End(string connectionId)
    {
        if (watched.TryRemove(connectionId, out var entry))
            entry.Timer?.Dispose();
    }

    private static TimeSpan Limit(TimeSpan wait) => wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestWait ? LongestWait : wait;

    private void Expiring(Watched entry)
    {
        var left = entry.Expires - time.GetUtcNow();
        if (left > LongestWait)
        {
            entry.Timer!.Change(Limit(left - Notice), Timeout.InfiniteTimeSpan);
            return;
        }

        _ = hub.Clients.Client(entry.ConnectionId).TokenExpiring(new TokenExpiring(entry.Expires.ToUnixTimeMilliseconds()));
        if (watched.GetValueOrDefault(entry.ConnectionId) == entry)
            entry.Timer = time.CreateTimer(_ => Expired(entry), null, Limit(left + Grace), Timeout.InfiniteTimeSpan);
    }

    private void Expired(Watched entry)
    {
        if (watched.GetValueOrDefault(entry.ConnectionId) != entry)
            return;
        End(entry.ConnectionId);
        if (connections.Find(entry.ConnectionId) is { } connection)
            _ = closer.CloseAsync(connection.Context, ClosingCode.TokenExpired, "the token expired and was not refreshed; connect with a new one");
    }

    private sealed record Watched(string ConnectionId, DateTimeOffset Expires)
    {
        public ITimer? Timer { get; set; }
    }
}
