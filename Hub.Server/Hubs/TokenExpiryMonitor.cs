using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR.Protocol;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Hubs;

/// <summary>Tells connections that their token runs out, and closes those that did not refresh it in time.</summary>
internal sealed class TokenExpiryMonitor(Connections connections, ConnectionCloser closer, TimeProvider time)
{
    private static readonly TimeSpan Notice = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(25);

    // Timers take no longer wait; tokens that live longer are looked at again then.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    private readonly ConcurrentDictionary<string, Watched> watched = new(StringComparer.Ordinal);

    /// <summary>How many connections are watched.</summary>
    public int Count => watched.Count;

    /// <summary>Watches a connection's token from now on, instead of an earlier one.</summary>
    public void Begin(string connectionId, DateTimeOffset expires)
    {
        End(connectionId);

        // A token may come in a little after its end, as far as clocks may differ: it has its grace, too.
        var now = time.GetUtcNow();
        var left = expires > now ? expires - now : TimeSpan.Zero;
        var wait = left - Notice > left / 2 ? left - Notice : left / 2;
        var entry = new Watched(connectionId, expires, now + wait, now + left + Grace);
        watched[connectionId] = entry;
        entry.Arm(time, Expiring, wait);
    }

    public void End(string connectionId)
    {
        if (watched.TryRemove(connectionId, out var entry))
            entry.Disarm();
    }

    private void Expiring(Watched entry)
    {
        var now = time.GetUtcNow();
        if (entry.NoticeTime > now)
            entry.Arm(time, Expiring, entry.NoticeTime - now);
        else if (entry.Arm(time, Expired, entry.EndTime - now) && connections.Find(entry.ConnectionId) is { } connection)
            _ = connection.Context.WriteAsync(new InvocationMessage(nameof(IChannelClient.TokenExpiring), [new TokenExpiring(entry.Expires.ToUnixTimeMilliseconds())])).AsTask();
    }

    private void Expired(Watched entry)
    {
        if (!watched.TryRemove(new KeyValuePair<string, Watched>(entry.ConnectionId, entry)))
            return;
        entry.Disarm();
        if (connections.Find(entry.ConnectionId) is { } connection)
            _ = closer.CloseAsync(connection.Context, ClosingCode.TokenExpired, "the token expired and was not refreshed; connect with a new one");
    }

    private sealed class Watched(string connectionId, DateTimeOffset expires, DateTimeOffset noticeTime, DateTimeOffset endTime)
    {
        private readonly Lock gate = new();
        private ITimer? timer;
        private bool ended;

        public string ConnectionId { get; } = connectionId;

        public DateTimeOffset Expires { get; } = expires;

        public DateTimeOffset NoticeTime { get; } = noticeTime;

        public DateTimeOffset EndTime { get; } = endTime;

        /// <summary>Sets what happens next, in place of what was set before; false when nothing is to happen any more.</summary>
        public bool Arm(TimeProvider time, Action<Watched> act, TimeSpan wait)
        {
            lock (gate)
            {
                if (ended)
                    return false;
                timer?.Dispose();
                timer = time.CreateTimer(_ => act(this), null, Within(wait), Timeout.InfiniteTimeSpan);
                return true;
            }
        }

        private static TimeSpan Within(TimeSpan wait) => wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestWait ? LongestWait : wait;

        public void Disarm()
        {
            lock (gate)
            {
                ended = true;
                timer?.Dispose();
            }
        }
    }
}
