using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Subscribing;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Hubs;

/// <summary>Ends a connection whose access was revoked.</summary>
internal sealed class ConnectionRevoker(Connections connections, ConnectionCloser closer)
{
    /// <summary>When it returns, nothing published later is sent to the connection, and nothing that it sends is read. Its close follows by itself.</summary>
    public void End(ChannelConnection connection, RevocationReason? reason = null)
    {
        if (!connection.TryRevoke())
            return;
        Subscriptions.StopAll(connection);
        if (connections.Find(connection.Id) is not { } transport)
            return;
        transport.LeaveGroups();
        if (transport.Context.Features.Get<ConnectionScope>() is { } scope)
            scope.IgnoresInput = true;
        var told = reason ?? RevocationReason.Default;
        _ = closer.CloseAsync(transport.Context, told.Code, told.Message);
    }
}
