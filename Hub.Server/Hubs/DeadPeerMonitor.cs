using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Connections.Features;
using RealtimeHub.Server.Channels.Limits;

namespace RealtimeHub.Server.Hubs;

/// <summary>
/// Ends event streams whose client is silent, also one that never pinged. SignalR waits for pings only after a first one. A WebSocket answers pings of its
/// own and a poll is followed by another, but what is written to an event stream is taken by the kernel of a frozen client for ever.
/// </summary>
internal sealed class DeadPeerMonitor(LimitOptions limits)
{
    // The transport looks once a second.
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>How long a peer may be silent so that it is gone within its time, although it is looked at once a second.</summary>
    public static TimeSpan SilenceOf(LimitOptions limits) => limits.DeadPeerTimeout - Tick;

    /// <summary>After how long a ping of a WebSocket is due, how long its answer may take, and how long a client that polls may be away: two of them, and the time between two looks, are within the limit.</summary>
    public static TimeSpan PingOf(LimitOptions limits) => limits.DeadPeerTimeout * 0.4;

    /// <summary>How long a poll may wait for something to say: the next one must come within <see cref="PingOf"/>.</summary>
    public static TimeSpan PollOf(LimitOptions limits) => limits.DeadPeerTimeout / 2;

    /// <summary>Connection middleware, inside of <see cref="ConnectionScope.Open"/>.</summary>
    public ConnectionDelegate Follow(ConnectionDelegate next) => connection =>
    {
        if (connection.Features.Get<IHttpTransportFeature>()?.TransportType == HttpTransportType.ServerSentEvents
            && connection.Features.Get<IConnectionHeartbeatFeature>() is { } heartbeat
            && connection.Features.Get<ConnectionScope>() is { } scope)
        {
            var watched = new Watched(connection, scope, (int)(SilenceOf(limits) / Tick));
            heartbeat.OnHeartbeat(static state => ((Watched)state).Look(), watched);
        }

        return next(connection);
    };

    // Looks are counted, not read from a clock: a machine that slept has not heard from its clients either.
    private sealed class Watched(ConnectionContext connection, ConnectionScope scope, int patience)
    {
        private long messages = scope.Messages;
        private int silent;

        public void Look()
        {
            if (scope.Messages is var now && now != messages)
                (messages, silent) = (now, 0);
            else if (++silent >= patience)
                connection.Abort();
        }
    }
}
