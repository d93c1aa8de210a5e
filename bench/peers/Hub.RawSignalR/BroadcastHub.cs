using System.Text.Json;
using Microsoft.AspNetCore.SignalR;

namespace RealtimeHub.Bench.RawSignalR;

/// <summary>What one writes with SignalR alone: a group a channel, and a broadcast to it. Nothing is kept, ordered or bounded.</summary>
internal sealed class BroadcastHub : Hub
{
    public Task Subscribe(SubscribeRequest request) => Groups.AddToGroupAsync(Context.ConnectionId, request.Channel);

    public Task Publish(PublishRequest request) =>
        Clients.Group(request.Channel).SendAsync("Publication", new Publication(request.Channel, request.Type, request.Data));
}

internal sealed record SubscribeRequest(string Channel);

internal sealed record PublishRequest(string Channel, string Type, JsonElement Data);

internal sealed record Publication(string Channel, string Type, JsonElement Data);
