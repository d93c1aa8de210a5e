using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Diagnostics.Telemetry;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Fanout;

/// <summary>
/// A channel with subscribers on this node: receives from the engine and offers each publication to the subscribers that want it.
/// Its lock is the channel's order: who goes live, what has been heard, and what the lanes hold change under it.
/// </summary>
internal sealed class LiveChannel(ChannelName name, ChannelMode mode, TimeProvider time, bool sendsPatches = false, ServerCounters? counters = null) : IDisposable
{
    private readonly Lock gate = new();
    private readonly Receivers receivers = new(sendsPatches, counters);
    private readonly DeliveryRate rate = new();
    private readonly Dictionary<string, LiveSubscription> subscriptions = new(StringComparer.Ordinal);
    private ILiveListener[] listeners = [];
    private ITimer? timer;
    private string epoch = "";
    private long head;
    private bool disposed;

    public ChannelName Name { get; } = name;

    private TimeSpan Now => time.GetElapsedTime(0);

    /// <summary>What has been heard so far.</summary>
    public Position Heard
    {
        get
        {
            lock (gate)
                return new Position(epoch, head);
        }
    }

    /// <summary>How many subscriptions there are, with those that are paused.</summary>
    public int Subscribers
    {
        get
        {
            lock (gate)
                return subscriptions.Count;
        }
    }

    /// <summary>What has been heard a second lately: publications, and the bytes of their values.</summary>
    public (double Publications, double Bytes) Rate
    {
        get
        {
            lock (gate)
                return rate.Read(Now);
        }
    }

    /// <summary>Whether a subscription gets live values now; paused ones do not.</summary>
    public bool HasReceivers
    {
        get
        {
            lock (gate)
                return !receivers.IsEmpty;
        }
    }

    /// <summary>Called once, with where the engine said that listening begins.</summary>
    public void Begin(Position position)
    {
        lock (gate)
        {
            epoch = position.Epoch;
            head = Math.Max(head, position.Offset);
            receivers.ForgetSent();
        }
    }

    /// <summary>
    /// Lets a subscription that has been given everything up to <paramref name="replayed"/> go live. False when more has
    /// been heard meanwhile, or the epoch is another one: read on and try again. One that has ended doesn't go live.
    /// </summary>
    public bool TryGoLive(LiveSubscription subscription, Position replayed)
    {
        lock (gate)
        {
            if (subscription.Ended)
                return true;
            if (replayed.Epoch != epoch || replayed.Offset < head)
                return false;
            (subscription.Epoch, subscription.From) = (replayed.Epoch, replayed.Offset);
            subscriptions[subscription.ConnectionId] = subscription;
            // One without keys makes no lane: no timer, and no source works for it.
            if (subscription is { IsPaused: false, Keys: not { Count: 0 } })
                receivers.Of(subscription).Add(subscription);
            return true;
        }
    }

    /// <summary>Ends live delivery; what is in the outbox still goes out. Gives the position to come back with.</summary>
    public Position Leave(LiveSubscription subscription)
    {
        Position resume;
        lock (gate)
        {
            subscription.Ended = true;
            resume = TakeOut(subscription);
        }

        return DropOverflow(subscription, resume);
    }

    /// <summary>
    /// Takes a subscription out of live delivery and changes what it wants; <see cref="TryGoLive"/> lets it in again. Gives
    /// the position to replay from.
    /// </summary>
    public Position Change(LiveSubscription subscription, IReadOnlySet<string>? keys, double? maxRate)
    {
        Position resume;
        lock (gate)
        {
            resume = TakeOut(subscription);
            (subscription.Keys, subscription.MaxRate) = (keys, maxRate);
        }

        return DropOverflow(subscription, resume);
    }

    /// <summary>
    /// Takes a live subscription out of the keys that it leaves; those that stay continue as they are. Gives the position up to which
    /// they have been put into the outbox.
    /// </summary>
    public Position Narrow(LiveSubscription subscription, IReadOnlySet<string> left, IReadOnlySet<string> kept)
    {
        lock (gate)
        {
            if (subscription.Ended)
                return new Position(subscription.Epoch, subscription.From);
            var resume = receivers.Remove(subscription, left, kept, head);
            subscription.Keys = kept;
            if (subscription.Overflow is { } overflow && subscription.Outbox.Keep(overflow, kept) is { } oldest)
                resume = Math.Min(resume, oldest - 1);
            return new Position(subscription.Epoch, Math.Max(resume, subscription.From));
        }
    }

    /// <summary>
    /// Lets a live subscription have more keys, of which it was given everything up to <paramref name="replayed"/>. False when more has
    /// been heard meanwhile, or the epoch is another one. One that has ended gets nothing more.
    /// </summary>
    /// <param name="subscription">The subscription.</param>
    /// <param name="added">The keys that it gets.</param>
    /// <param name="wanted">All its keys.</param>
    /// <param name="replayed">What it was given.</param>
    /// <param name="readUpTo">The head when that was read.</param>
    public bool TryWiden(LiveSubscription subscription, IReadOnlySet<string> added, IReadOnlySet<string> wanted, Position replayed, long readUpTo)
    {
        lock (gate)
        {
            if (subscription.Ended)
                return true;
            if (replayed.Epoch != epoch || replayed.Epoch != subscription.Epoch || replayed.Offset < head)
                return false;
            receivers.Of(subscription).Add(subscription, added, replayed.Offset, readUpTo);
            subscription.Keys = wanted;
            return true;
        }
    }

    /// <summary>Adds a listener; it receives everything behind the position that is given.</summary>
    public Position Add(ILiveListener listener)
    {
        lock (gate)
        {
            listeners = [.. listeners, listener];
            return new Position(epoch, head);
        }
    }

    /// <summary>Takes a listener out; a call that is under way may still end.</summary>
    public void Remove(ILiveListener listener)
    {
        lock (gate)
            listeners = Array.FindAll(listeners, other => other != listener);
    }

    /// <summary>Takes what the engine distributes, in its order.</summary>
    public void Deliver(string fromEpoch, IReadOnlyList<Publication> publications)
    {
        using var span = Trace(publications);
        var drains = new List<Outbox>();
        ILiveListener[] following;
        long before;
        try
        {
            lock (gate)
            {
                (following, before) = (listeners, head);
                if (subscriptions.Count > 0)
                    counters?.FannedOut(subscriptions.Count);
                rate.Add(Now, publications.Count, BytesOf(publications));
                Enter(fromEpoch);
                if (mode == ChannelMode.Log)
                    head = receivers.OfferBlocks(publications, head, drains);
                else
                    OfferEach(publications, drains);
            }
        }
        finally
        {
            // Whatever went wrong for one: an outbox that was told to drain and isn't drained would stand still for ever.
            DrainAll(drains);
        }

        if (following.Length > 0)
            Tell(following, fromEpoch, before, publications);
    }

    /// <summary>The channel continues at a position of another epoch: every subscriber gets a reset, and what follows counts from there.</summary>
    public void Restart(Position position)
    {
        var frame = Frame.Of(nameof(IChannelClient.Reset), [new Reset(Name, position, null, GapReason.Epoch)]);
        var drains = new List<Outbox>();
        ILiveListener[] following;
        lock (gate)
        {
            following = listeners;
            epoch = position.Epoch;
            head = position.Offset;
            foreach (var subscription in subscriptions.Values)
            {
                if (subscription.IsPaused)
                    continue;
                (subscription.Epoch, subscription.From, subscription.ReadUpTo) = (epoch, head, 0);
                if (subscription.Overflow is { } overflow)
                    subscription.Outbox.Drop(overflow);
                if (subscription.Outbox.Offer(frame))
                    drains.Add(subscription.Outbox);
            }

            receivers.Restart();
        }

        DrainAll(drains);
        foreach (var listener in following)
            listener.OnReset(position);
    }

    /// <summary>Passes a signal to the listeners; subscribers get theirs by their groups.</summary>
    public void Signal(Signal signal)
    {
        ILiveListener[] following;
        lock (gate)
            following = listeners;
        foreach (var listener in following)
            listener.OnSignal(signal);
    }

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            timer?.Dispose();
        }
    }

    // The engine calls for one channel at a time, so listeners receive in the same order without a lock around them.
    private static void Tell(ILiveListener[] listeners, string epoch, long before, IReadOnlyList<Publication> publications)
    {
        var fresh = publications[0].Offset > before ? publications : [.. publications.Where(publication => publication.Offset > before)];
        if (fresh.Count == 0)
            return;
        foreach (var listener in listeners)
            listener.OnPublications(epoch, fresh);
    }

    // The spans of publishes that are recorded go on into their fan-out; what came together with the first of them belongs to it.
    private System.Diagnostics.Activity? Trace(IReadOnlyList<Publication> publications)
    {
        foreach (var publication in publications)
        {
            if (publication.Trace is { } publish)
                return Tracing.StartFanout(publish, Name.Value, publication.Offset, Subscribers);
        }

        return null;
    }

    private Position TakeOut(LiveSubscription subscription)
    {
        if (subscriptions.GetValueOrDefault(subscription.ConnectionId) == subscription)
            subscriptions.Remove(subscription.ConnectionId);
        if (subscription.IsPaused)
            return new Position(subscription.Epoch, subscription.From);
        return new Position(subscription.Epoch, receivers.Remove(subscription, head));
    }

    private static Position DropOverflow(LiveSubscription subscription, Position resume)
    {
        var offset = subscription.Overflow is { } overflow && subscription.Outbox.Drop(overflow) is { } forgotten
            ? Math.Min(resume.Offset, forgotten - 1)
            : resume.Offset;
        return resume.At(Math.Max(offset, subscription.From));
    }

    private static long BytesOf(IReadOnlyList<Publication> publications)
    {
        long bytes = 0;
        for (var index = 0; index < publications.Count; index++)
            bytes += publications[index].Data.Length;
        return bytes;
    }

    private static void DrainAll(List<Outbox> drains)
    {
        foreach (var outbox in drains)
            outbox.Drain();
    }

    private void OfferEach(IReadOnlyList<Publication> publications, List<Outbox> drains)
    {
        foreach (var publication in publications)
        {
            if (publication.Offset <= head)
                continue;
            head = publication.Offset;
            receivers.Offer(publication, Now, drains);
        }

        ArmTimer();
    }

    private void Enter(string fromEpoch)
    {
        if (epoch == fromEpoch)
            return;
        epoch = fromEpoch;
        receivers.ForgetSent();
    }

    private void ArmTimer()
    {
        if (disposed || receivers.NextDue is not { } at)
            return;

        // Timers count whole milliseconds: rounded up, so that none fires before its time and spins.
        var wait = TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling((at - Now).TotalMilliseconds)));
        timer ??= time.CreateTimer(static channel => ((LiveChannel)channel!).SendDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private void SendDue()
    {
        var drains = new List<Outbox>();
        lock (gate)
        {
            if (disposed)
                return;
            receivers.SendDue(Now, head, drains);
            ArmTimer();
        }

        DrainAll(drains);
    }
}
