using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Channels.Subscribing;
using RealtimeHub.Server.Modules.Chat;
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
    ChatCalls chat) : Hub<IChannelClient>, IChannelMethods
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
        Take(LimitedAct.Subscribe, "subscribes");
        return (await subscriptions.SubscribeAsync(Connection, Edge, request, Ended)).OrThrow();
    }

    public async Task<SubscribeManyResult> SubscribeMany(SubscribeManyRequest request)
    {
        if (request.Subscriptions.Count > MaxSubscribeMany)
            throw Refused($"subscriptions has {request.Subscriptions.Count} entries; the limit is {MaxSubscribeMany}");
        var results = new List<SubscribeOutcome>(request.Subscriptions.Count);
        foreach (var wish in request.Subscriptions)
            results.Add(await SubscribeOne(wish));
        return new SubscribeManyResult(results);
    }

    public async Task<UpdateSubscriptionResult> UpdateSubscription(UpdateSubscriptionRequest request) =>
        (await subscriptions.UpdateAsync(Connection, Edge, request, Ended)).OrThrow();

    public async Task Unsubscribe(UnsubscribeRequest request)
    {
        if (ChannelName.TryParse(request.Channel, out var channel, out var reason))
            await subscriptions.EndAsync(Connection, Edge, channel, Ended);
        else
            throw Refused(reason);
    }

    public async Task<PublishResult> Publish(PublishRequest request)
    {
        Take(LimitedAct.Publish, "publishes");
        return (await publishing.PublishAsync(Connection, request, Ended)).OrThrow();
    }

    public async Task Signal(SignalRequest request)
    {
        Take(LimitedAct.Signal, "signals");
        (await publishing.SignalAsync(Connection, request, Ended)).OrThrow();
    }

    public async Task<HistoryPage> ReadHistory(ReadHistoryRequest request)
    {
        Take(LimitedAct.HistoryRead, "history reads");
        return (await reading.HistoryAsync(Caller, request, Ended)).OrThrow();
    }

    public async Task<StatePage> ReadState(ReadStateRequest request)
    {
        Take(LimitedAct.HistoryRead, "history reads");
        return (await reading.StateAsync(Caller, request, Ended)).OrThrow();
    }

    public async Task<PresenceSnapshot> ReadPresence(ReadPresenceRequest request) =>
        (await presence.ReadAsync(Caller, request.Channel, Ended)).OrThrow();

    public Task UpdatePresence(UpdatePresenceRequest request)
    {
        Take(LimitedAct.PresenceUpdate, "presence updates");
        presence.Update(Connection, request).OrThrow();
        return Task.CompletedTask;
    }

    public async Task<MarkReadResult> MarkRead(MarkReadRequest request) =>
        (await cursors.MarkAsync(Caller, request, Ended)).OrThrow();

    public async Task<ReadCursorsResult> ReadCursors(ReadCursorsRequest request) =>
        (await cursors.ReadAsync(Caller, request, Ended)).OrThrow();

    public async Task<RefreshTokenResult> RefreshToken(RefreshTokenRequest request) =>
        (await lifecycle.RefreshAsync(Connection, Edge, request.Token, Ended)).OrThrow();

    private async Task<SubscribeOutcome> SubscribeOne(SubscribeRequest? wish)
    {
        if (wish is null)
            return Failed(Refusal.BadRequest("subscriptions must not contain null"));
        if (!Connection.Limits.TryTake(LimitedAct.Subscribe, out var retryAfter))
            return Failed(Refusal.RateLimited("subscribes", retryAfter));
        try
        {
            return (await subscriptions.SubscribeAsync(Connection, Edge, wish, Ended)).IsRefused(out var refusal, out var result)
                ? Failed(refusal)
                : new SubscribeOutcome(result);
        }
        catch (Exception error) when (!Ended.IsCancellationRequested)
        {
            return Failed(failures.ToRefusal(error, nameof(SubscribeMany)));
        }
    }

    private static SubscribeOutcome Failed(Refusal refusal) => new(Error: new WireError(refusal.Code, refusal.Text));

    private static RefusalException Refused(string text) => new(Refusal.BadRequest(text));

    private void Take(LimitedAct act, string what)
    {
        if (!Connection.Limits.TryTake(act, out var retryAfter))
            throw new RefusalException(Refusal.RateLimited(what, retryAfter));
    }
}
