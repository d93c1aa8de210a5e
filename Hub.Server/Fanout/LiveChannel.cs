using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Diagnostics.Telemetry;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Fanout;

/// <summary>
/// A channel with subscribers on this node: receives from the engine and offers each publication to the subscribers that want it.
/// Its lock is the channel's order: who goes live, what has been heard, and what the lanes hold change under it.
/// </summary>
internal sealed partial class LiveChannel(ChannelName name, ChannelMode mode, TimeProvider time, bool sendsPatches = false, ServerCounters? counters = null) : IDisposable
{
    // A block is much smaller than an outbox, so that it doesn't end a connection that is only a little behind.
    private const int MostInBlock = 64;
    private const int BlockBytes = 32 * 1024;

    private readonly Lock gate = new();
    private readonly Audience immediate = new();
    private readonly Lanes lanes = new(sendsPatches, counters);
    private readonly SentValues? present = sendsPatches ? new SentValues() : null;
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
                return !lanes.IsEmpty || !immediate.IsEmpty;
        }
    }

    /// <summary>Called once, with where the engine said that listening begins.</summary>
    public void Begin(Position position)
    {
        lock (gate)
        {
            epoch = position.Epoch;
            head = Math.Max(head, position.Offset);
            present?.Clear();
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
                    RouteBlocks(publications, drains);
                else
                    RouteEach(publications, drains);
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
            present?.Clear();
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

            immediate.Restart();
            lanes.Restart();
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

    // What was published while the last fan-out ran goes out as one block: no timer, no added delay.
    private void RouteBlocks(IReadOnlyList<Publication> publications, List<Outbox> drains)
    {
        var block = new List<Frame>(Math.Min(publications.Count, MostInBlock));
        var bytes = 0;
        foreach (var publication in publications)
        {
            if (publication.Offset <= head)
                continue;
            head = publication.Offset;
            block.Add(Frame.Of(publication));
            bytes += publication.Data.Length;
            if (block.Count < MostInBlock && bytes < BlockBytes)
                continue;
            immediate.OfferBlock(block, drains);
            block = [];
            bytes = 0;
        }

        if (block.Count > 0)
            immediate.OfferBlock(block, drains);
    }

    private void RouteEach(IReadOnlyList<Publication> publications, List<Outbox> drains)
    {
        foreach (var publication in publications)
        {
            if (publication.Offset <= head)
                continue;
            head = publication.Offset;
            Route(publication, drains);
        }

        ArmTimer();
    }

    private void Route(Publication publication, List<Outbox> drains)
    {
        // In state mode a publication has the offset to come back with; without a lane it is its own.
        var before = present?.Find(publication.Key!);
        if (immediate.Wants(publication.Key))
            immediate.Offer(SentValues.FrameOf(publication with { Resume = publication.Offset }, before, publication.Offset), drains);
        present?.Set(publication);
        if (!lanes.IsEmpty)
            lanes.Offer(publication, before, Now, drains);
    }

    // Differences from values of another epoch would lead nowhere.
    private void Enter(string fromEpoch)
    {
        if (epoch == fromEpoch)
            return;
        epoch = fromEpoch;
        present?.Clear();
        lanes.ForgetSent();
    }

    private void ArmTimer()
    {
        if (disposed || lanes.NextDue is not { } at)
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
            lanes.SendDue(Now, head, drains);
            ArmTimer();
        }

        DrainAll(drains);
    }
}
