using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Fanout;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels.Subscribing;

/// <summary>Begins, changes and ends subscriptions.</summary>
internal sealed class Subscriptions(
    Namespaces namespaces,
    ChannelAccess access,
    LiveChannels channels,
    LogReplay logReplay,
    StateReplay stateReplay,
    ChannelPresence presence,
    LimitOptions limits,
    ServerCounters counters)
{
    public async ValueTask<Outcome<SubscribeResult>> SubscribeAsync(ChannelConnection connection, CallerEdge edge, SubscribeRequest request, CancellationToken cancellationToken)
    {
        if (namespaces.Parse(request.Channel).IsRefused(out var refusal, out var channel))
            return refusal;
        var options = namespaces.Of(channel);
        refusal = SubscribeRules.Check(request, options.Mode, limits)
            ?? await access.CheckAsync(connection.Caller, channel, ChannelRights.Subscribe, cancellationToken);
        if (refusal is null && request.Presence == true && options.HasPresence)
            refusal = await access.CheckAsync(connection.Caller, channel, ChannelRights.Presence, cancellationToken);
        if (refusal is not null)
            return refusal;
        if (limits.MaxSubscriptions > 0 && connection.Subscriptions.Count >= limits.MaxSubscriptions && !connection.Subscriptions.ContainsKey(channel))
            return new Refusal(ErrorCode.LimitExceeded, $"this connection has {connection.Subscriptions.Count} subscriptions; the limit is {limits.MaxSubscriptions}");
        if ((await PlanAsync(channel, options.Mode, request, cancellationToken)).IsRefused(out refusal, out var plan))
            return refusal;

        // Whatever refuses until here leaves an earlier subscription as it was.
        var listening = await channels.AcquireAsync(channel, options.Mode, cancellationToken);
        var replaces = await ReplaceAsync(connection, channel);
        var live = new Subscription(connection.Id, connection.Outbox, options.Mode)
        {
            Keys = SubscribeRules.KeySet(request.Keys),
            MaxRate = SubscribeRules.Grant(request.MaxRate),
        };
        var active = new ActiveSubscription(listening, live, request.Presence == true && options.HasPresence);
        if (!connection.TryAdd(channel, active))
        {
            await channels.ReleaseAsync(listening);
            throw new OperationCanceledException("the connection has ended");
        }

        counters.Subscribed();
        try
        {
            // Only now does a right that is taken away find the subscription: one that was taken before must be seen here.
            if (await access.CheckAsync(connection.Caller, channel, ChannelRights.Subscribe, cancellationToken) is { } denied)
            {
                await EndAsync(connection, edge, channel, CancellationToken.None);
                return denied;
            }

            await edge.Groups.AddToGroupAsync(connection.Id, ChannelGroups.Subscribers(channel), cancellationToken);
            if ((await ReplayAsync(listening.Channel, live, plan, request, edge.Client, cancellationToken)).IsRefused(out refusal, out var replayed))
            {
                await LoseAsync(connection, edge, channel, replaces, refusal);
                return refusal;
            }

            var present = await presence.JoinAsync(connection, edge, channel, options, active.SeesPresence, cancellationToken);
            if (live.Ended)
            {
                await LeaveAsync(connection, edge, channel, CancellationToken.None);
                return Refusal.Denied(channel, ChannelRights.Subscribe);
            }

            return new SubscribeResult
            {
                Channel = channel,
                Mode = options.Mode,
                Position = replayed.Position,
                Recovered = replayed.Recovered,
                Gap = replayed.Gap,
                MaxRate = live.MaxRate,
                Presence = present,
            };
        }
        catch (Exception error)
        {
            await LoseAsync(connection, edge, channel, replaces, RefusalOf(error));
            throw;
        }
    }

    /// <summary>Changes keys or rate of a subscription in state mode; what it lacks then is written before the reply.</summary>
    public async ValueTask<Outcome<UpdateSubscriptionResult>> UpdateAsync(ChannelConnection connection, CallerEdge edge, UpdateSubscriptionRequest request, CancellationToken cancellationToken)
    {
        if (namespaces.Parse(request.Channel).IsRefused(out var refusal, out var channel))
            return refusal;
        var mode = namespaces.Of(channel).Mode;
        if (mode != ChannelMode.State)
            return Refusal.BadRequest($"channel {channel.Brief()} is in {mode.ToString().ToLowerInvariant()} mode; keys and maxRate are for state mode");
        refusal = SubscribeRules.Keys(request.Keys, mode, limits) ?? SubscribeRules.Rate(request.MaxRate, mode);
        if (refusal is not null)
            return refusal;
        if (!connection.Subscriptions.TryGetValue(channel, out var active))
            return Refusal.BadRequest($"channel {channel.Brief()} is not subscribed on this connection; call Subscribe first");

        var before = active.Live;
        var after = new Subscription(connection.Id, connection.Outbox, mode)
        {
            Keys = request.Keys is null ? before.Keys : SubscribeRules.KeySet(request.Keys),
            MaxRate = request.MaxRate is null ? before.MaxRate : SubscribeRules.Grant(request.MaxRate),
        };
        try
        {
            await ChangeAsync(active, after, edge.Client, cancellationToken);
        }
        catch (Exception error)
        {
            await LoseAsync(connection, edge, channel, tells: true, RefusalOf(error));
            throw;
        }

        return new UpdateSubscriptionResult(after.MaxRate, after.Keys?.ToArray());
    }

    /// <summary>Ends a subscription; returns after its last delivery. False when there was none.</summary>
    public async ValueTask<bool> EndAsync(ChannelConnection connection, CallerEdge edge, ChannelName channel, CancellationToken cancellationToken)
    {
        if (!connection.Subscriptions.TryRemove(channel, out var active))
            return false;
        counters.Unsubscribed();
        active.Listening.Channel.Leave(active.Live);
        await LeaveAsync(connection, edge, channel, cancellationToken);
        await connection.Outbox.FlushAsync();
        await channels.ReleaseAsync(active.Listening);
        return true;
    }

    /// <summary>Ends everything of a connection that is gone.</summary>
    public async Task EndAllAsync(ChannelConnection connection, bool orderly)
    {
        connection.End();
        presence.LeaveAll(connection, orderly);
        foreach (var channel in connection.Subscriptions.Keys)
        {
            if (!connection.Subscriptions.TryRemove(channel, out var active))
                continue;
            counters.Unsubscribed();
            active.Listening.Channel.Leave(active.Live);
            await channels.ReleaseAsync(active.Listening);
        }
    }

    // Half a subscription would look like a quiet channel: it ends, and who believes to have one is told.
    private async ValueTask LoseAsync(ChannelConnection connection, CallerEdge edge, ChannelName channel, bool tells, Refusal refusal)
    {
        await EndAsync(connection, edge, channel, CancellationToken.None);
        if (tells)
            await edge.Client.Unsubscribed(new Unsubscribed(channel, refusal.Code.ToWord(), refusal.Text, Resubscribe: true));
    }

    private static Refusal RefusalOf(Exception error) => error is EngineUnavailableException
        ? new Refusal(ErrorCode.Unavailable, "the engine does not answer; subscribe again")
        : new Refusal(ErrorCode.Internal, "the subscription could not be kept; subscribe again");

    private async ValueTask LeaveAsync(ChannelConnection connection, CallerEdge edge, ChannelName channel, CancellationToken cancellationToken)
    {
        await edge.Groups.RemoveFromGroupAsync(connection.Id, ChannelGroups.Subscribers(channel), cancellationToken);
        await presence.LeaveAsync(connection, edge, channel, cancellationToken);
    }

    private async ValueTask<Outcome<ReplayPlan>> PlanAsync(ChannelName channel, ChannelMode mode, SubscribeRequest request, CancellationToken cancellationToken) => mode switch
    {
        ChannelMode.Log => await logReplay.PlanAsync(channel, request, cancellationToken),
        ChannelMode.State => await stateReplay.PlanAsync(channel, request, cancellationToken),
        _ => new ReplayPlan(Position.None, 0),
    };

    private async ValueTask<Outcome<Replayed>> ReplayAsync(LiveChannel channel, Subscription live, ReplayPlan plan, SubscribeRequest request, IChannelClient client, CancellationToken cancellationToken) =>
        namespaces.Of(channel.Name).Mode switch
        {
            ChannelMode.Log => await logReplay.RunAsync(channel, live, plan, request.OnGap ?? OnGap.Reset, client, cancellationToken),
            ChannelMode.State => await stateReplay.RunAsync(channel, live, plan, client, cancellationToken),
            _ => new Replayed(Position.None, false, null),
        };

    // The earlier subscription's last frames go out before the new one's replay begins: no offset comes twice or late.
    // Presence goes on: whoever subscribes again has not been away.
    private async ValueTask<bool> ReplaceAsync(ChannelConnection connection, ChannelName channel)
    {
        if (!connection.Subscriptions.TryRemove(channel, out var earlier))
            return false;
        counters.Unsubscribed();
        earlier.Listening.Channel.Leave(earlier.Live);
        await connection.Outbox.FlushAsync();
        await channels.ReleaseAsync(earlier.Listening);
        return true;
    }

    private async ValueTask ChangeAsync(ActiveSubscription active, Subscription after, IChannelClient client, CancellationToken cancellationToken)
    {
        var (channel, before) = (active.Listening.Channel, active.Live);
        var resume = channel.Leave(before);
        await after.Outbox.FlushAsync();
        active.Live = after;

        // A pause stops what is live; what a new key lacks up to here is told now, for later the replay begins behind it.
        if (before.Keys is not null && after.Keys!.Except(before.Keys).ToHashSet(StringComparer.Ordinal) is { Count: > 0 } added)
            await stateReplay.WriteKeysAsync(channel.Name, added, resume.Offset, client, cancellationToken);
        if (after.IsPaused)
        {
            (after.Epoch, after.From) = (resume.Epoch, resume.Offset);
            return;
        }

        await stateReplay.RunAsync(channel, after, new ReplayPlan(resume, resume.Offset), client, cancellationToken);
    }
}
