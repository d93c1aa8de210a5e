using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Fanout;

/// <summary>The connections of this node, to the hub and to those of the application's own, and the groups of the hub's.</summary>
/// <param name="limits">How much may wait for a connection.</param>
/// <param name="closer">Ends connections.</param>
/// <param name="counters">What is counted.</param>
/// <param name="conflatesSignals">Whether of a channel's signals only the latest of each type and publisher waits for a slow reader; none's when absent.</param>
internal sealed class Connections(OutboxLimits limits, ConnectionCloser closer, ServerCounters counters, Func<ChannelName, bool>? conflatesSignals = null) : ISignalFanout
{
    private readonly ConcurrentDictionary<string, FanoutConnection> byId = new(StringComparer.Ordinal);

    /// <summary>The hub's groups: its channels. An application's own hubs have groups of their own.</summary>
    public Groups Groups { get; } = new();

    public IReadOnlyCollection<FanoutConnection> All => (IReadOnlyCollection<FanoutConnection>)byId.Values;

    public int Count => byId.Count;

    /// <summary>Adds a connection.</summary>
    /// <param name="context">The connection.</param>
    /// <param name="groups">The groups of the hub that it is to.</param>
    public FanoutConnection Add(HubConnectionContext context, Groups groups) =>
        byId[context.ConnectionId] = new FanoutConnection(context, groups, limits, counters, EndAsSlowConsumer);

    public void Remove(string connectionId)
    {
        if (!byId.TryRemove(connectionId, out var connection))
            return;
        connection.LeaveGroups();
        connection.Outbox.Close();
    }

    public FanoutConnection? Find(string connectionId) => byId.GetValueOrDefault(connectionId);

    /// <summary>Offers a signal to everyone on this node who is in its channel's group.</summary>
    public void Send(Signal signal)
    {
        var replaces = signal.Publisher is { } publisher && conflatesSignals?.Invoke(signal.Channel) == true ? (object)(signal.Channel, signal.Type, publisher.ConnectionId) : null;
        Offer(Groups.Members(signal.Channel.Value), nameof(IChannelClient.Signal), signal, replaces);
    }

    /// <summary>Offers a callback to everyone in a group.</summary>
    public void Offer(string group, string method, object argument) => Offer(Groups.Members(group), method, argument);

    /// <summary>Offers a callback to every connection of this node.</summary>
    public void OfferAll(string method, object argument) => Offer(All, method, argument);

    private static void Offer(IReadOnlyCollection<FanoutConnection> receivers, string method, object argument, object? replaces = null)
    {
        if (receivers.Count == 0)
            return;
        var frame = Frame.Of(method, [argument], replaces);
        foreach (var receiver in receivers)
        {
            if (receiver.Outbox.Offer(frame))
                receiver.Outbox.Drain();
        }
    }

    // Called under a channel's lock, and closing begins with writing: never there.
    private void EndAsSlowConsumer(FanoutConnection connection) => _ = Task.Run(() => closer.CloseAsync(
        connection.Context, ClosingCode.SlowConsumer, "this connection does not read fast enough; come back and recover from your position"));
}
