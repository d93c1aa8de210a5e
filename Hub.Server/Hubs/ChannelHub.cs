using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Channels.Subscribing;
using RealtimeHub.Server.Channels.Traces;
using RealtimeHub.Server.Modules.Chat;
using RealtimeHub.Server.Modules.Documents;
using RealtimeHub.Server.Modules.Feeds;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Hubs;

/// <summary>The one hub: checks that a call may be made, hands it on, replies.</summary>
internal sealed partial class ChannelHub(
    ConnectionLifecycle lifecycle,
    Subscriptions subscriptions,
    Publishing publishing,
    Reading reading,
    ChannelPresence presence,
    Cursors cursors,
    Failures failures,
    RecentTraces traces,
    ChatModule chat,
    DocumentsModule documents,
    FeedsModule feeds) : Hub<IChannelClient>, IChannelMethods
{
    private const int MaxSubscribeMany = 200;

    private ChannelConnection Connection =>
        ConnectionOf(Context) ?? throw new RefusalException(new Refusal(ErrorCode.LimitExceeded, "this connection was not admitted and is being closed"));

    private ChannelCaller Caller => Connection.Caller;

    private CallerEdge Edge => new(Clients.Caller, Groups);

    private CancellationToken Ended => Context.ConnectionAborted;

    /// <summary>What the server knows of a connection; null when it was not admitted.</summary>
    public static ChannelConnection? ConnectionOf(HubCallerContext context) =>
        context.Items.TryGetValue(typeof(ChannelConnection), out var connection) ? (ChannelConnection?)connection : null;

    public override async Task OnConnectedAsync()
    {
        if (await lifecycle.AdmitAsync(Context, Clients.Caller) is { } connection)
            Context.Items[typeof(ChannelConnection)] = connection;
    }

    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        if (ConnectionOf(Context) is { } connection)
            await lifecycle.EndAsync(Context, connection);
    }

    public async Task<SubscribeResult> Subscribe(SubscribeRequest request)
    {
        Take(LimitedAct.Subscribe);
        return (await subscriptions.SubscribeAsync(Connection, Edge, request, Ended)).OrThrow();
    }

    public async Task<SubscribeManyResult> SubscribeMany(SubscribeManyRequest request)
    {
        if (request.Subscriptions.Count > MaxSubscribeMany)
            throw new RefusalException(Refusal.BadRequest("subscriptions", $"subscriptions has {request.Subscriptions.Count} entries; the limit is {MaxSubscribeMany}", MaxSubscribeMany, request.Subscriptions.Count));
        var results = new List<SubscribeOutcome>(request.Subscriptions.Count);
        for (var i = 0; i < request.Subscriptions.Count; i++)
        {
            var outcome = await SubscribeOneAsync(request.Subscriptions[i]);
            results.Add(outcome.IsRefused(out var refusal, out var subscription)
                ? new SubscribeOutcome(Error: refusal.At(i).ToWireError())
                : new SubscribeOutcome(subscription));
        }

        return new SubscribeManyResult(results);
    }

    public async Task<UpdateSubscriptionResult> UpdateSubscription(UpdateSubscriptionRequest request) =>
        (await subscriptions.UpdateAsync(Connection, Edge, request, Ended)).OrThrow();

    public async Task Unsubscribe(UnsubscribeRequest request)
    {
        if (ChannelName.TryParse(request.Channel, out var channel, out var reason))
            await subscriptions.EndAsync(Connection, Edge, channel, Ended);
        else
            throw new RefusalException(Refusal.BadRequest("channel", reason));
    }

    public async Task<PublishResult> Publish(PublishRequest request)
    {
        if (!Connection.Limits.TryTake(LimitedAct.Publish, out var retryAfter))
        {
            var refusal = Connection.Limits.Refuse(LimitedAct.Publish, retryAfter);
            traces.Refuse(RefusalTraces.Publish, request.Channel, Caller, refusal);
            throw new RefusalException(refusal);
        }

        return (await publishing.PublishAsync(Connection, request, Ended)).OrThrow();
    }

    public async Task Signal(SignalRequest request)
    {
        Take(LimitedAct.Signal);
        (await publishing.SignalAsync(Connection, request, Ended)).OrThrow();
    }

    public async Task<HistoryPage> ReadHistory(ReadHistoryRequest request)
    {
        Take(LimitedAct.HistoryRead);
        return (await reading.HistoryAsync(Caller, request, Ended)).OrThrow();
    }

    public async Task<StatePage> ReadState(ReadStateRequest request)
    {
        Take(LimitedAct.HistoryRead);
        return (await reading.StateAsync(Caller, request, Ended)).OrThrow();
    }

    public async Task<PresenceSnapshot> ReadPresence(ReadPresenceRequest request) =>
        (await presence.ReadAsync(Caller, request.Channel, Ended)).OrThrow();

    public Task UpdatePresence(UpdatePresenceRequest request)
    {
        Take(LimitedAct.PresenceUpdate);
        presence.Update(Connection, request).OrThrow();
        return Task.CompletedTask;
    }

    public async Task<MarkReadResult> MarkRead(MarkReadRequest request) =>
        (await cursors.MarkAsync(Caller, request, Ended)).OrThrow();

    public async Task<ReadCursorsResult> ReadCursors(ReadCursorsRequest request) =>
        (await cursors.ReadAsync(Caller, request, Ended)).OrThrow();

    public async Task<RefreshTokenResult> RefreshToken(RefreshTokenRequest request) =>
        (await lifecycle.RefreshAsync(Connection, Edge, request.Token, Ended)).OrThrow();

    private async Task<Outcome<SubscribeResult>> SubscribeOneAsync(SubscribeRequest? request)
    {
        if (request is null)
            return Refusal.BadRequest("subscriptions", "subscriptions must not contain null");
        if (!Connection.Limits.TryTake(LimitedAct.Subscribe, out var retryAfter))
            return Connection.Limits.Refuse(LimitedAct.Subscribe, retryAfter);
        try
        {
            return await subscriptions.SubscribeAsync(Connection, Edge, request, Ended);
        }
        catch (Exception error) when (!Ended.IsCancellationRequested)
        {
            return failures.ToRefusal(error, nameof(SubscribeMany));
        }
    }

    private void Take(LimitedAct act)
    {
        if (!Connection.Limits.TryTake(act, out var retryAfter))
            throw new RefusalException(Connection.Limits.Refuse(act, retryAfter));
    }
}
