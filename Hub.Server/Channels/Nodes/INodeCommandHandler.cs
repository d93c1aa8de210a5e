using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels.Nodes;

/// <summary>Does on this node what another node has done already: a module brings its own.</summary>
internal interface INodeCommandHandler
{
    /// <summary>The type of the commands that it takes, such as <c>node.disconnect</c>; no other handler's.</summary>
    string CommandType { get; }

    /// <summary>Does it. A command may come twice, and late.</summary>
    ValueTask RunAsync(Payload data, CancellationToken cancellationToken);
}
