using System.Text.Json;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Channels.Traces;
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
    ServerCounters counters,
    ChannelObservers? observers = null,
    RecentTraces? traces = null)
{
    /// <summary>
    /// Subscribes in three steps: what may refuse without changing anything, then joining the channel in place of an earlier
    /// subscription, then writing what the subscriber lacks. It is live when this returns.
    /// </summary>
    public async ValueTask<Outcome<SubscribeResult>> SubscribeAsync(ChannelConnection connection, CallerEdge edge, SubscribeRequest request, CancellationToken cancellationToken)
    {
        if ((await AdmitAsync(connection, request, cancellationToken)).IsRefused(out var refusal, out var admitted))
        {
            traces?.Refuse(RefusalTraces.Subscribe, request.Channel, connection.Caller, refusal);
            return refusal;
        }

        if ((await JoinAsync(connection, admitted, cancellationToken)).IsRefused(out refusal, out var replaces))
            return refusal;
        try
        {
            var outcome = await RecoverAsync(connection, edge, admitted, cancellationToken);
            if (outcome.Refusal is { } lost && !admitted.Subscription.Ended)
                await LoseAsync(connection, edge, admitted.Channel, replaces, lost);
            return outcome;
        }
        catch (Exception error)
        {
            await LoseAsync(connection, edge, admitted.Channel, replaces, RefusalOf(error));
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
            return Refusal.WrongMode(channel, $"channel {channel.Brief()} is in {mode.ToString().ToLowerInvariant()} mode; keys and maxRate are for state mode");
        refusal = SubscribeRules.Keys(request.Keys, mode, limits) ?? SubscribeRules.Rate(request.MaxRate, mode);
        if (refusal is not null)
            return refusal;
        if (!connection.Subscriptions.TryGetValue(channel, out var subscription))
            return Refusal.NotSubscribed(channel);

        var keys = request.Keys is null ? subscription.Keys : SubscribeRules.KeySet(request.Keys);
        var maxRate = request.MaxRate is null ? subscription.MaxRate : SubscribeRules.Grant(request.MaxRate);
        try
        {
            await ChangeAsync(subscription, keys, maxRate, edge.Client, cancellationToken);
        }
        catch (Exception error)
        {
            await LoseAsync(connection, edge, channel, tells: true, RefusalOf(error));
            throw;
        }

        return new UpdateSubscriptionResult(maxRate, keys?.ToArray());
    }

    /// <summary>Ends a subscription; returns after its last delivery. False when there was none.</summary>
    public async ValueTask<bool> EndAsync(ChannelConnection connection, CallerEdge edge, ChannelName channel, CancellationToken cancellationToken)
    {
        if (!connection.TryRemove(channel, out var subscription))
            return false;
        StopDelivery(connection, subscription);
        await LeaveAsync(connection, edge, channel, cancellationToken);
        await ReleaseAsync(subscription);
        return true;
    }

    /// <summary>Stops all delivery to a connection at once. What its subscriptions hold is given back when it is gone.</summary>
    public static void StopAll(ChannelConnection connection)
    {
        foreach (var subscription in connection.Subscriptions.Values)
            subscription.Listening!.Channel.Leave(subscription);
    }

    /// <summary>Ends everything of a connection that is gone.</summary>
    public async Task EndAllAsync(ChannelConnection connection, bool orderly)
    {
        connection.End();
        presence.LeaveAll(connection, orderly);
        foreach (var channel in connection.Subscriptions.Keys)
        {
            if (!connection.TryRemove(channel, out var subscription))
                continue;
            StopDelivery(connection, subscription);
            await channels.ReleaseAsync(subscription.Listening!);
        }
    }

    private async ValueTask<Outcome<Admitted>> AdmitAsync(ChannelConnection connection, SubscribeRequest request, CancellationToken cancellationToken)
    {
        if (namespaces.Parse(request.Channel).IsRefused(out var refusal, out var channel))
            return refusal;
        var options = namespaces.Of(channel);
        if (SubscribeRules.Check(request, options.Mode, limits) is { } broken)
            return broken;
        var subscription = new LiveSubscription(connection.Id, connection.Outbox, options.Mode)
        {
            Keys = SubscribeRules.KeySet(request.Keys),
            MaxRate = SubscribeRules.Grant(request.MaxRate),
            SeesPresence = request.Presence == true && options.HasPresence,
        };

        // Ahead of the check: a right that is taken away behind it ends the subscription, in force or not.
        connection.Begin(channel, subscription);
        refusal = await access.CheckAsync(connection.Caller, channel, ChannelRights.Subscribe, cancellationToken);
        if (refusal is null && subscription.SeesPresence)
            refusal = await access.CheckAsync(connection.Caller, channel, ChannelRights.Presence, cancellationToken);
        if (refusal is not null)
            return refusal;
        if (limits.MaxSubscriptions > 0 && connection.Subscriptions.Count >= limits.MaxSubscriptions && !connection.Subscriptions.ContainsKey(channel))
            return Refusal.LimitExceeded($"this connection has {connection.Subscriptions.Count} subscriptions; the limit is {limits.MaxSubscriptions}", limits.MaxSubscriptions, connection.Subscriptions.Count + 1L);
        return (await ReplayOf(options.Mode).PlanAsync(channel, request, cancellationToken)).IsRefused(out refusal, out var plan)
            ? refusal
            : new Admitted(channel, options, subscription, plan);
    }

    // Gives whether an earlier subscription has been replaced. Its last frames go out before the new one's replay begins: no
    // offset comes twice or late. Presence stays: a client that subscribes again has not been away.
    private async ValueTask<Outcome<bool>> JoinAsync(ChannelConnection connection, Admitted admitted, CancellationToken cancellationToken)
    {
        var subscription = admitted.Subscription;
        subscription.ReplayFrom = admitted.Plan.Start.Offset;
        subscription.Listening = await channels.AcquireAsync(admitted.Channel, admitted.Options.Mode, cancellationToken);
        var replaces = connection.Subscriptions.TryRemove(admitted.Channel, out var earlier);
        if (earlier is not null)
        {
            StopDelivery(connection, earlier);
            await ReleaseAsync(earlier);
        }

        if (connection.TryAdd(admitted.Channel, subscription))
        {
            counters.Subscribed();
            observers?.Subscribed(admitted.Channel);
            return replaces;
        }

        await channels.ReleaseAsync(subscription.Listening);
        return connection.HasEnded
            ? throw new OperationCanceledException("the connection has ended")
            : Refusal.Denied(admitted.Channel, ChannelRights.Subscribe);
    }

    private async ValueTask<Outcome<SubscribeResult>> RecoverAsync(ChannelConnection connection, CallerEdge edge, Admitted admitted, CancellationToken cancellationToken)
    {
        var (channel, options, subscription, plan) = admitted;
        await edge.Groups.AddToGroupAsync(connection.Id, ChannelGroups.Subscribers(channel), cancellationToken);
        if ((await ReplayOf(options.Mode).RunAsync(subscription, plan, edge.Client, cancellationToken)).IsRefused(out var refusal, out var replayed))
            return refusal;
        if (replayed.Gap is { } gap)
            counters.Gap(JsonNamingPolicy.SnakeCaseLower.ConvertName(gap.Reason.ToString()));
        else if (replayed.Recovered)
            counters.Recovered();
        var present = await presence.JoinAsync(connection, edge, channel, options, subscription.SeesPresence, cancellationToken);
        if (subscription.Ended)
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
            MaxRate = subscription.MaxRate,
            Presence = present,
        };
    }

    // Half a subscription would look like a quiet channel: it ends, and a client that believes it has one learns of it.
    private async ValueTask LoseAsync(ChannelConnection connection, CallerEdge edge, ChannelName channel, bool tells, Refusal refusal)
    {
        await EndAsync(connection, edge, channel, CancellationToken.None);
        if (tells)
            await edge.Client.Unsubscribed(refusal.ToUnsubscribed(channel, resubscribe: true));
    }

    private static Refusal RefusalOf(Exception error) => error is EngineUnavailableException
        ? new Refusal(ErrorCode.Unavailable, "the engine does not answer; subscribe again")
        : new Refusal(ErrorCode.Internal, "the subscription could not be kept; subscribe again");

    private IReplay ReplayOf(ChannelMode mode) => mode switch
    {
        ChannelMode.Log => logReplay,
        ChannelMode.State => stateReplay,
        _ => SignalReplay.Instance,
    };

    private void StopDelivery(ChannelConnection connection, LiveSubscription subscription)
    {
        var channel = subscription.Listening!.Channel;
        counters.Unsubscribed();
        observers?.Unsubscribed(channel.Name);
        channel.Leave(subscription);
        traces?.End(channel.Name, subscription, connection.Caller.UserId, channel.Heard.Offset);
    }

    private async ValueTask ReleaseAsync(LiveSubscription subscription)
    {
        await subscription.Outbox.FlushAsync();
        await channels.ReleaseAsync(subscription.Listening!);
    }

    private async ValueTask LeaveAsync(ChannelConnection connection, CallerEdge edge, ChannelName channel, CancellationToken cancellationToken)
    {
        await edge.Groups.RemoveFromGroupAsync(connection.Id, ChannelGroups.Subscribers(channel), cancellationToken);
        await presence.LeaveAsync(connection, edge, channel, cancellationToken);
    }

    private async ValueTask ChangeAsync(LiveSubscription subscription, IReadOnlySet<string>? keys, double? maxRate, IChannelClient client, CancellationToken cancellationToken)
    {
        var isCut = false;
        if (keys is not null && maxRate.Equals(subscription.MaxRate) && !subscription.IsPaused)
        {
            if (await TryChangeKeysAsync(subscription, keys, client, cancellationToken))
                return;
            isCut = true;
        }

        var (channel, before) = (subscription.Listening!.Channel, subscription.Keys);
        var resume = channel.Change(subscription, keys, maxRate);
        await subscription.Outbox.FlushAsync();
        if (isCut)
        {
            await stateReplay.RunAsync(subscription, new ReplayPlan(resume.At(0), 0), client, cancellationToken);
            return;
        }

        // A pause stops what is live; what a new key lacks up to here is written now, because later the replay begins behind it.
        if (before is not null && keys!.Except(before).ToHashSet(StringComparer.Ordinal) is { Count: > 0 } added)
            await stateReplay.WriteKeysAsync(subscription, added, resume.Offset, client, cancellationToken);
        if (subscription.IsPaused)
        {
            (subscription.Epoch, subscription.From) = (resume.Epoch, resume.Offset);
            return;
        }

        await stateReplay.RunAsync(subscription, new ReplayPlan(resume, resume.Offset), client, cancellationToken);
    }

    // A table that scrolls changes a few of its keys many times a second: the others continue as if nothing had happened.
    private async ValueTask<bool> TryChangeKeysAsync(LiveSubscription subscription, IReadOnlySet<string> keys, IChannelClient client, CancellationToken cancellationToken)
    {
        var before = subscription.Keys;
        var kept = before is null ? keys : keys.Intersect(before).ToHashSet(StringComparer.Ordinal);
        if (kept.Count == keys.Count && before?.Count == keys.Count)
            return true;
        var left = (before ?? keys).Except(keys).ToHashSet(StringComparer.Ordinal);
        var added = keys.Except(kept).ToHashSet(StringComparer.Ordinal);
        var resume = subscription.Listening!.Channel.Narrow(subscription, left, kept);
        await subscription.Outbox.FlushAsync();
        return added.Count == 0 || await stateReplay.TryAddKeysAsync(subscription, added, keys, resume, client, cancellationToken);
    }

    /// <summary>A subscription that may be made, and where it begins.</summary>
    private sealed record Admitted(ChannelName Channel, NamespaceOptions Options, LiveSubscription Subscription, ReplayPlan Plan);
}
