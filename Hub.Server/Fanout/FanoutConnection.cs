using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Transports;

namespace RealtimeHub.Server.Fanout;

/// <summary>One connection of this node: its outbox and the transport behind it.</summary>
internal sealed class FanoutConnection : IOutboxWriter
{
    private readonly HubConnectionContext context;
    private readonly Groups groups;
    private readonly WriteGate? gate;
    private readonly Action<FanoutConnection> endAsSlowConsumer;

    public FanoutConnection(HubConnectionContext context, Groups groups, OutboxLimits limits, ServerCounters counters, Action<FanoutConnection> endAsSlowConsumer)
    {
        this.context = context;
        this.groups = groups;
        gate = context.Features.Get<WriteGate>();
        this.endAsSlowConsumer = endAsSlowConsumer;
        Outbox = new Outbox(this, limits, counters);
    }

    public string Id => context.ConnectionId;

    public string? UserId => context.UserIdentifier;

    public HubConnectionContext Context => context;

    public Outbox Outbox { get; }

    /// <summary>The names of the groups it is in. Guarded by <see cref="Fanout.Groups"/>.</summary>
    public HashSet<string> Groups { get; } = new(StringComparer.Ordinal);

    /// <summary>Set when it has left every group for good. Guarded by <see cref="Fanout.Groups"/>.</summary>
    public bool IsGone { get; set; }

    public IHubProtocol Protocol => context.Protocol;

    /// <summary>Takes it out of its hub's groups for good.</summary>
    public void LeaveGroups() => groups.RemoveFromAll(this);

    /// <summary>Whether its transport is our own, which takes WebSocket messages as they are.</summary>
    public bool IsFramed => gate is not null;

    public ReadOnlyMemory<byte> Encode(Frame frame) => gate is null ? frame.Encode(context.Protocol) : frame.Message(context.Protocol);

    public ValueTask WriteAsync(ReadOnlyMemory<byte> frames) =>
        gate?.SendAsync(frames) ?? context.WriteAsync(new SerializedHubMessage([new SerializedMessage(context.Protocol.Name, frames)]), CancellationToken.None);

    public ValueTask WriteAsync(Frame frame) =>
        gate?.SendAsync(frame.Message(context.Protocol)) ?? context.WriteAsync(frame.For(context.Protocol), CancellationToken.None);

    public void EndAsSlowConsumer() => endAsSlowConsumer(this);
}
