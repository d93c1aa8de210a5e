namespace RealtimeHub.Server.Channels.Nodes;

/// <summary>Removes what nodes that are gone left behind.</summary>
internal interface INodeRemains
{
    /// <summary>Removes all that a node wrote; done again where it failed half way. What the node writes in this moment, because it lives after all, stays.</summary>
    ValueTask RemoveAsync(string nodeId, CancellationToken cancellationToken);
}
