using Microsoft.Extensions.Logging;
using RealtimeHub.Client.Connections;
using RealtimeHub.Client.Recovery;
using RealtimeHub.Shared;

namespace RealtimeHub.Client.Subscriptions;

/// <summary>
/// One subscription: what comes from the wire goes through its merge into its buffer, and what the merge finds missing is
/// asked for again. Steps from the wire come one at a time, in order; the lock is for readers and callers.
/// </summary>
internal sealed partial class SubscriptionCore
{
    private readonly Lock gate = new();
    private readonly SubscriptionSet set;
    private readonly ChannelMerge merge;
    private readonly DeliveryBuffer buffer;
    private readonly Notifications notifications;
    private readonly SubscriptionPresence presence;
    private readonly Backoff backoff;
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task handling;
    private readonly ILogger logger;
    private SubscriptionOptions options;
    private SubscribeRequest? pending;
    private Position? asked;
    private long begun;

    public SubscriptionCore(SubscriptionSet set, ChannelName channel, SubscriptionOptions options, HubClientOptions client, Random random)
    {
        (this.set, this.options, Channel) = (set, options, channel);
        logger = client.LoggerFactory.CreateLogger<Subscription>();
        OnGap = options.OnGap ?? client.OnGap;
        buffer = new DeliveryBuffer(client.BufferCapacity, client.BufferBytes);
        merge = new ChannelMerge(options.Since, OnGap, client.BufferCapacity, buffer);
        notifications = new Notifications(client.NotificationCapacity, logger);
        presence = new SubscriptionPresence(stop => set.ReadPresenceAsync(channel, stop), client.NotificationCapacity, options.OnPresence, notifications, logger);
        backoff = new Backoff(client.FirstRetryDelay, client.LongestRetryDelay, random);
        Reader = new DeliveryReader(buffer, options, OnDrained, logger);
        handling = options.OnPublication is null ? Task.CompletedTask : Reader.RunAsync();
    }

    public event Action<SubscriptionStateChange>? StateChanged;

    public ChannelName Channel { get; }

    public DeliveryReader Reader { get; }

    /// <summary>Completes with the first reply after which nothing is missing up to its position; fails with a refusal.</summary>
    public Task Ready => ready.Task;

    public SubscriptionState State { get; private set; }

    public SubscribeResult? LastReply { get; private set; }

    public Position? Position
    {
        get
        {
            lock (gate)
                return merge.Position;
        }
    }

    public PresenceSnapshot? Presence => presence.View;

    private OnGap OnGap { get; }

    private bool HasHandlers => options.OnPublication is not null;

    /// <summary>Waits until everything up to the first position has been handed over.</summary>
    public async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        await Ready.WaitAsync(cancellationToken).ConfigureAwait(false);
        await HandledAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Begins a Subscribe; null when there is nothing to ask for any more.</summary>
    public SubscribeRequest? Begin()
    {
        lock (gate)
        {
            if (State == SubscriptionState.Ended)
                return null;
            begun++;
            merge.Begin();
            asked = merge.Position;
            return pending = new SubscribeRequest
            {
                Channel = Channel.Value,
                Since = asked,
                Last = asked is null && LastReply is null ? options.Last : null,
                OnGap = OnGap,
                Keys = options.Keys,
                MaxRate = options.MaxRate,
                Presence = options.Presence ? true : null,
            };
        }
    }

    public void OnReply(SubscribeRequest request, SubscribeResult? reply, HubCallException? error)
    {
        lock (gate)
        {
            if (request != pending || State == SubscriptionState.Ended)
                return;
            pending = null;
            if (reply is null)
                Refuse(error ?? new HubCallException("The server's reply to Subscribe can't be read."));
            else
                Accept(reply);
        }
    }

    public void OnPublication(Publication publication)
    {
        lock (gate)
            Act(merge.Take(publication));
    }

    public void OnReset(Reset reset)
    {
        lock (gate)
            Act(merge.Take(reset));
    }

    public void OnSignal(Signal signal)
    {
        if (options.OnSignal is { } handler)
            notifications.PostDroppable(() => handler(signal));
    }

    public void OnPresence(PresenceChange change)
    {
        if (State != SubscriptionState.Ended)
            presence.On(change);
    }

    /// <summary>The server ended it.</summary>
    public void OnUnsubscribed(Unsubscribed unsubscribed)
    {
        lock (gate)
        {
            if (State == SubscriptionState.Ended)
                return;
            var error = new SubscriptionEndedException(Channel.Value, unsubscribed.Code, unsubscribed.Message) { Details = unsubscribed.ToDetails() };
            pending = null;
            merge.Lose();
            if (unsubscribed.Resubscribe)
                AskAgain(error, backoff.Next());
            else
                End(error);
        }
    }

    /// <summary>Nothing more will come: it was left (no error), refused for good, or the client has ended.</summary>
    public void End(Exception? error)
    {
        lock (gate)
        {
            if (State == SubscriptionState.Ended)
                return;
            set.Remove(this);
            pending = null;
            Enter(SubscriptionState.Ended, error: error);
            ready.TrySetException(error ?? new OperationCanceledException("The subscription was disposed."));
            // The caller may not be waiting for it any more.
            _ = ready.Task.Exception;
            buffer.Complete(error);
            notifications.Complete();
        }
    }

    /// <summary>Ends it on both sides.</summary>
    public async ValueTask LeaveAsync()
    {
        var alive = State != SubscriptionState.Ended;
        End(null);
        Reader.Dispose();
        if (alive)
            await set.LeaveAsync(Channel).ConfigureAwait(false);
    }

    public async Task<UpdateSubscriptionResult> UpdateAsync(IReadOnlyList<string>? keys, double? maxRate, CancellationToken cancellationToken)
    {
        long before;
        lock (gate)
        {
            merge.BeginUpdate();
            before = begun;
        }

        var done = false;
        try
        {
            var granted = await set.UpdateAsync(new UpdateSubscriptionRequest(Channel.Value, keys, maxRate), cancellationToken).ConfigureAwait(false);
            done = true;
            return granted;
        }
        finally
        {
            lock (gate)
                EndUpdate(done, keys, maxRate, before);
        }
    }

    /// <summary>Waits until everything that has come so far has been handed over. Not for handlers: they would wait for themselves.</summary>
    public async Task HandledAsync(CancellationToken cancellationToken)
    {
        if (HasHandlers)
            await Task.WhenAny(buffer.MarkAsync(), handling).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The connection is gone.</summary>
    public void Lose()
    {
        lock (gate)
        {
            pending = null;
            merge.Lose();
            merge.KeepKeys(options.Keys);
            presence.Lose();
            if (State != SubscriptionState.Ended)
                Enter(SubscriptionState.Subscribing);
        }
    }

    private void EndUpdate(bool done, IReadOnlyList<string>? keys, double? maxRate, long before)
    {
        if (done)
        {
            options = options with { Keys = keys ?? options.Keys, MaxRate = maxRate ?? options.MaxRate };
            merge.KeepKeys(options.Keys);
        }

        merge.EndUpdate(done);
        // A Subscribe that left meanwhile asked for the keys of before.
        if (done && begun != before && State != SubscriptionState.Ended)
            AskAgain(null, TimeSpan.Zero);
    }

    private void Accept(SubscribeResult reply)
    {
        LastReply = reply;
        var verdict = merge.Take(reply);
        if (reply.Presence is { } snapshot)
            presence.On(snapshot);
        if (verdict == MergeVerdict.Continue)
        {
            backoff.Reset();
            Enter(SubscriptionState.Subscribed, reply.Recovered);
        }

        // A caller that is going to empty a full buffer itself can't be made to wait for that.
        if (verdict == MergeVerdict.Continue || (verdict == MergeVerdict.Lagged && !HasHandlers))
            ready.TrySetResult();
        Act(verdict);
    }

    private void Refuse(HubCallException error)
    {
        merge.Lose();
        if (error.IsTemporary)
        {
            LogRetried(Channel, error);
            AskAgain(error, Longer(error.RetryAfter, backoff.Next()));
        }
        else
        {
            End(LastReply is null ? error : new SubscriptionEndedException(Channel.Value, error.Code.ToWord(), error.Message, error) { Details = error.Details });
        }
    }

    private void Act(MergeVerdict verdict)
    {
        if (verdict == MergeVerdict.Lagged)
            Enter(SubscriptionState.Lagging);
        else if (verdict == MergeVerdict.Recover)
            // A server that leaves the same hole again and again must not be asked in a tight loop.
            AskAgain(null, merge.Position == asked ? backoff.Next() : TimeSpan.Zero);
    }

    private void AskAgain(Exception? reason, TimeSpan delay)
    {
        Enter(SubscriptionState.Subscribing, error: reason);
        set.Need(this, delay);
    }

    private void OnDrained()
    {
        lock (gate)
        {
            if (State != SubscriptionState.Ended && merge.Drain() == MergeVerdict.Recover)
                AskAgain(null, TimeSpan.Zero);
        }
    }

    private void Enter(SubscriptionState state, bool recovered = false, Exception? error = null)
    {
        var previous = State;
        if (previous == state && error is null && state != SubscriptionState.Subscribed)
            return;
        State = state;
        var change = new SubscriptionStateChange(previous, state, recovered, error);
        notifications.Post(() =>
        {
            options.OnStateChange?.Invoke(change);
            StateChanged?.Invoke(change);
        });
    }

    private static TimeSpan Longer(TimeSpan? one, TimeSpan other) => one > other ? one.Value : other;

    [LoggerMessage(LogLevel.Information, "The subscription to {Channel} was refused for now")]
    private partial void LogRetried(ChannelName channel, Exception error);
}
