using System.Threading.Channels;
using RealtimeHub.Client.Connections;
using RealtimeHub.Shared;

namespace RealtimeHub.Client.Subscriptions;

/// <summary>
/// All subscriptions of a client, and the loop that asks for those that need it: all of them after a connection was made,
/// in as few calls as the protocol allows, and slowed down to what the server takes.
/// </summary>
internal sealed class SubscriptionSet(HubClientOptions options, Random random, Calls calls, BackgroundReads reads) : ISessionUser, IChannelListener
{
    private readonly Lock gate = new();
    private readonly Dictionary<ChannelName, SubscriptionCore> byChannel = [];
    private readonly Dictionary<ChannelName, IChannelReceiver> receivers = [];
    private readonly HashSet<SubscriptionCore> needed = [];
    private readonly Channel<bool> wanted = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private Session? session;
    private Exception? closed;
    private Task asking = Task.CompletedTask;

    /// <summary>Makes a subscription and asks for it as soon as there is a connection.</summary>
    public SubscriptionCore Add(ChannelName channel, SubscriptionOptions subscription)
    {
        var core = new SubscriptionCore(this, channel, subscription, options, random);
        lock (gate)
        {
            if (closed is not null)
                throw closed;
            if (!byChannel.TryAdd(channel, core))
                throw new InvalidOperationException($"There is a subscription to {channel} already; dispose it first.");
        }

        Need(core, TimeSpan.Zero);
        return core;
    }

    /// <summary>Hands a channel that another method than Subscribe subscribes to over to a receiver, until <see cref="EndReceiving"/>.</summary>
    public void Receive(ChannelName channel, IChannelReceiver receiver)
    {
        lock (gate)
        {
            if (!receivers.TryAdd(channel, receiver))
                throw new InvalidOperationException($"This client has {channel} open already; dispose it first.");
        }
    }

    public void EndReceiving(ChannelName channel)
    {
        lock (gate)
            receivers.Remove(channel);
    }

    public void OnPublication(Publication publication)
    {
        if (ReceiverOf(publication.Channel) is { } receiver)
            receiver.OnPublication(publication);
        else
            Find(publication.Channel)?.OnPublication(publication);
    }

    public void OnSignal(Signal signal)
    {
        if (ReceiverOf(signal.Channel) is { } receiver)
            receiver.OnSignal(signal);
        else
            Find(signal.Channel)?.OnSignal(signal);
    }

    public void OnPresence(PresenceChange presence) => Find(presence.Channel)?.OnPresence(presence);

    public void OnReset(Reset reset)
    {
        if (ReceiverOf(reset.Channel) is { } receiver)
            receiver.OnReset(reset);
        else
            Find(reset.Channel)?.OnReset(reset);
    }

    public void OnUnsubscribed(Unsubscribed unsubscribed)
    {
        if (ReceiverOf(unsubscribed.Channel) is { } receiver)
            receiver.OnUnsubscribed(unsubscribed);
        else
            Find(unsubscribed.Channel)?.OnUnsubscribed(unsubscribed);
    }

    public void OnSubscribeReply(SubscribeRequest request, SubscribeResult? result, HubCallException? error) =>
        Find(ChannelName.Parse(request.Channel))?.OnReply(request, result, error);

    public void Remove(SubscriptionCore core)
    {
        lock (gate)
        {
            needed.Remove(core);
            if (byChannel.GetValueOrDefault(core.Channel) == core)
                byChannel.Remove(core.Channel);
        }
    }

    /// <summary>Asks for a subscription after a while. Without a connection the next one does.</summary>
    public void Need(SubscriptionCore core, TimeSpan delay)
    {
        lock (gate)
        {
            if (session is null)
                return;
            if (delay > TimeSpan.Zero)
                _ = NeedLaterAsync(core, delay, session);
            else if (needed.Add(core))
                wanted.Writer.TryWrite(true);
        }
    }

    /// <summary>A connection was made: asks for everything.</summary>
    public void Attach(Session made)
    {
        lock (gate)
        {
            session = made;
            needed.UnionWith(byChannel.Values);
            wanted.Writer.TryWrite(true);
        }

        asking = AskAsync(made);
    }

    public void Leave(Session going)
    {
        lock (gate)
        {
            session = null;
            needed.Clear();
        }
    }

    /// <summary>The connection is gone, and nothing comes from it any more.</summary>
    public async Task DetachAsync()
    {
        await asking.ConfigureAwait(false);
        foreach (var core in All())
            core.Lose();
    }

    /// <summary>The client has ended: with an error unless its owner ended it.</summary>
    public void EndAll(Exception? error)
    {
        lock (gate)
            closed = error ?? new HubClosedException();
        foreach (var core in All())
            core.End(error);
    }

    /// <summary>Ends a channel on the server, if there is a connection; without one the server has nothing to end.</summary>
    public async Task LeaveAsync(ChannelName channel)
    {
        Session? present;
        lock (gate)
            present = session;
        if (present is null)
            return;
        try
        {
            await present.InvokeAsync<object?>(nameof(IChannelMethods.Unsubscribe), new UnsubscribeRequest(channel.Value), present.Lost).ConfigureAwait(false);
        }
        catch (Exception error) when (error is HubCallException or ConnectionLostException or OperationCanceledException)
        {
            // Best effort: what still comes for it is dropped.
        }
    }

    public Task<UpdateSubscriptionResult> UpdateAsync(UpdateSubscriptionRequest request, CancellationToken cancellationToken) =>
        calls.InvokeAsync<UpdateSubscriptionResult>(nameof(IChannelMethods.UpdateSubscription), request, RetryMode.Idempotent, cancellationToken);

    public Task<PresenceSnapshot> ReadPresenceAsync(ChannelName channel, CancellationToken cancellationToken) =>
        reads.ReadAsync<PresenceSnapshot>(nameof(IChannelMethods.ReadPresence), new ReadPresenceRequest(channel.Value), cancellationToken);

    private IChannelReceiver? ReceiverOf(ChannelName channel)
    {
        lock (gate)
            return receivers.GetValueOrDefault(channel);
    }

    private SubscriptionCore? Find(ChannelName channel)
    {
        lock (gate)
            return byChannel.GetValueOrDefault(channel);
    }

    private List<SubscriptionCore> All()
    {
        lock (gate)
            return [.. byChannel.Values];
    }

    private async Task NeedLaterAsync(SubscriptionCore core, TimeSpan delay, Session present)
    {
        try
        {
            await Task.Delay(delay, options.TimeProvider, present.Lost).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        Need(core, TimeSpan.Zero);
    }

    private async Task AskAsync(Session present)
    {
        var throttle = new SubscribeThrottle();
        try
        {
            while (true)
            {
                await wanted.Reader.ReadAsync(present.Lost).ConfigureAwait(false);
                while (TakeNeeded(throttle.BatchSize) is { Count: > 0 } batch)
                {
                    await AskAsync(present, batch, throttle).ConfigureAwait(false);
                    await Task.Delay(throttle.TakeWait(), options.TimeProvider, present.Lost).ConfigureAwait(false);
                }
            }
        }
        catch (Exception error) when (error is OperationCanceledException or ConnectionLostException)
        {
            // The next connection asks for everything again.
        }
    }

    private List<SubscriptionCore> TakeNeeded(int count)
    {
        lock (gate)
        {
            var batch = needed.Take(count).ToList();
            needed.ExceptWith(batch);
            return batch;
        }
    }

    /// <summary>Replies are dealt with in the order of the wire, before the calls return.</summary>
    private static async Task AskAsync(Session present, List<SubscriptionCore> batch, SubscribeThrottle throttle)
    {
        var requests = batch.Select(core => core.Begin()).OfType<SubscribeRequest>().ToList();
        try
        {
            if (requests is [var one])
            {
                await present.InvokeAsync<SubscribeResult>(nameof(IChannelMethods.Subscribe), one, present.Lost).ConfigureAwait(false);
            }
            else if (requests.Count > 1)
            {
                var many = await present.InvokeAsync<SubscribeManyResult>(nameof(IChannelMethods.SubscribeMany), new SubscribeManyRequest(requests), present.Lost).ConfigureAwait(false);
                foreach (var outcome in many.Results)
                {
                    if (outcome.Error is { } refusal)
                        throttle.Refused(CallErrors.Read(refusal));
                }
            }
        }
        catch (HubCallException refusal)
        {
            // Each subscription knows already.
            throttle.Refused(refusal);
        }
    }
}
