using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels.Overview;

/// <summary>Ends connections, whichever node they are on: the hub brings it.</summary>
internal interface IDisconnections
{
    /// <summary>Ends a user's connections, and says how many there were on this node.</summary>
    ValueTask<int> DisconnectUserAsync(string userId, Closing closing);

    /// <summary>Ends one connection; 0 where it is not on this node.</summary>
    ValueTask<int> DisconnectAsync(string connectionId, Closing closing);
}
