using Microsoft.Extensions.Logging;
using RealtimeHub.Client.Connections;
using RealtimeHub.Client.Recovery;
using RealtimeHub.Shared;

namespace RealtimeHub.Client.Subscriptions;

/// <summary>
/// One subscription: what comes from the wire goes through its merge into its buffer, and what the merge finds wanting is
/// asked for again. Steps from the wire come one at a time, in order; the lock is for readers and callers beside them.
/// </summary>
internal sealed partial class SubscriptionCore
{
    private readonly Lock gate = new();
    private readonly SubscriptionSet set;
    private readonly ChannelMerge merge;
    private readonly DeliveryBuffer buffer;
    private readonly Notifications notifications;
    private readonly PresenceTracker presence;
    private readonly Backoff backoff;
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task handling;
    private readonly ILogger logger;
    private SubscriptionOptions options;
    private SubscribeRequest? pending;
    private Position? asked;

    public SubscriptionCore(SubscriptionSet set, ChannelName channel, SubscriptionOptions options, HubClientOptions client, Random random)
    {
        (this.set, this.options, Channel) = (set, options, channel);
        logger = client.LoggerFactory.CreateLogger<Subscription>();
        OnGap = options.OnGap ?? client.OnGap;
        buffer = new DeliveryBuffer(client.BufferSize, client.BufferBytes);
        merge = new ChannelMerge(options.Since, OnGap, client.BufferSize, buffer);
        notifications = new Notifications(client.NotificationBufferSize, logger);
        presence = new PresenceTracker(client.NotificationBufferSize);
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

    public PresenceSnapshot? Presence
    {
        get
        {
            lock (gate)
                return presence.View;
        }
    }

    private OnGap OnGap { get; }

    private bool HasHandlers => options.OnPublication is not null;

    /// <summary>Waits until everything up to the first position has been handed over.</summary>
    public async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        await Ready.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (HasHandlers)
            await Task.WhenAny(buffer.MarkAsync(), handling).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Begins a Subscribe; null when there is nothing to ask for any more.</summary>
    public SubscribeRequest? Begin()
    {
        lock (gate)
        {
            if (State == SubscriptionState.Ended)
                return null;
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
            merge.Take(reset);
    }

    public void OnSignal(Signal signal)
    {
        if (options.OnSignal is { } handler)
            notifications.PostDroppable(() => handler(signal));
    }

    /// <summary>The connection is gone.</summary>
    public void Lose()
    {
        lock (gate)
        {
            pending = null;
            merge.Lose();
            presence.GiveUpReading();
            if (State != SubscriptionState.Ended)
                Enter(SubscriptionState.Subscribing);
        }
    }

    private void Accept(SubscribeResult reply)
    {
        LastReply = reply;
        var verdict = merge.Take(reply);
        if (reply.Presence is { } snapshot)
            TellPresence(snapshot);
        if (verdict == MergeVerdict.GoOn)
        {
            backoff.Reset();
            Enter(SubscriptionState.Subscribed, reply.Recovered);
        }

        // A reader that must empty a full buffer first can't be waited for by whoever is going to read it.
        if (verdict == MergeVerdict.GoOn || (verdict == MergeVerdict.Lagged && !HasHandlers))
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
            End(LastReply is null ? error : new SubscriptionEndedException(Channel.Value, error.Code.ToWord(), error.Message, error));
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

    [LoggerMessage(20, LogLevel.Information, "The subscription to {Channel} was refused for now")]
    private partial void LogRetried(ChannelName channel, Exception error);
}
