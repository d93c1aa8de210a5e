using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>Follows who is in a channel on other nodes, as long as anyone on this node is in it or reads it. On an engine of one node it does nothing.</summary>
internal interface IPresenceFollowing
{
    /// <summary>Returns when the members on other nodes are known here; matched by one <see cref="Leave"/>, unless it throws.</summary>
    ValueTask EnterAsync(ChannelName channel, CancellationToken cancellationToken);

    /// <summary>The one who entered has gone.</summary>
    void Leave(ChannelName channel);
}
