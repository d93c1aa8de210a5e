using System.Text.Json;
using System.Text.Json.Serialization;
using RealtimeHub.Server.Channels.Overview;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels.Nodes;

/// <summary>Stops a node in order, this one or another.</summary>
internal sealed class NodeStops(NodeName node, NodeDirectory nodes, NodeCommands commands, INodeStop own)
{
    /// <summary>Begins it; false when there is no node of this name. Of several that were given one name all stop.</summary>
    public async ValueTask<bool> BeginAsync(string name)
    {
        if (nodes.All.Any(one => one.Key != node.Id && one.Value.Node == name))
            await commands.SendAsync(StopCommand.Type, Payload.From(new StopCommand(name), StopJson.Default.StopCommand));
        else if (name != node.Value)
            return false;
        if (name == node.Value)
            own.Begin();
        return true;
    }
}

/// <summary>Stops this node when another one tells it to.</summary>
internal sealed class StopReceiver(NodeName node, INodeStop own) : INodeCommandHandler
{
    public string CommandType => StopCommand.Type;

    public ValueTask RunAsync(Payload data, CancellationToken cancellationToken)
    {
        if (data.Read(StopJson.Default.StopCommand)?.Node == node.Value)
            own.Begin();
        return ValueTask.CompletedTask;
    }
}

/// <summary>Tells a node to stop.</summary>
/// <param name="Node">Its name.</param>
internal sealed record StopCommand(string Node)
{
    public const string Type = "node.stop";
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(StopCommand))]
internal sealed partial class StopJson : JsonSerializerContext;
