using RealtimeHub.Shared;

namespace RealtimeHub.Server.Fanout;

/// <summary>
/// A channel that somebody on this node is subscribed to: hears the engine and offers each publication to whoever wants it.
/// Its lock is the channel's order: who goes live, what has been heard, and what the lanes hold change under it.
/// </summary>
internal sealed class LiveChannel(ChannelName name, ChannelMode mode, TimeProvider time) : IDisposable
{
    // A block is much smaller than an outbox, so that it doesn't end a connection that is only a little behind.
    private const int MostInBlock = 64;
    private const int BlockBytes = 32 * 1024;

    private readonly Lock gate = new();
    private readonly Audience immediate = new();
    private readonly List<Lane> lanes = [];
    private readonly Dictionary<string, Subscription> subscriptions = new(StringComparer.Ordinal);
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

    /// <summary>Called once, with where the engine said that listening begins.</summary>
    public void Begin(Position position)
    {
        lock (gate)
        {
            epoch = position.Epoch;
            head = Math.Max(head, position.Offset);
        }
    }

    /// <summary>
    /// Lets a subscription that has been given everything up to <paramref name="replayed"/> go live. False when more has
    /// been heard meanwhile, or the epoch is another one: read on and try again. One that has ended doesn't go live.
    /// </summary>
    public bool TryGoLive(Subscription subscription, Position replayed)
    {
        lock (gate)
        {
            if (subscription.Ended)
                return true;
            if (replayed.Epoch != epoch || replayed.Offset < head)
                return false;
            (subscription.Epoch, subscription.From) = (replayed.Epoch, replayed.Offset);
            subscriptions[subscription.ConnectionId] = subscription;
            if (!subscription.IsPaused)
                AudienceOf(subscription).Add(subscription);
            return true;
        }
    }

    /// <summary>Ends live delivery; what is in the outbox still goes out. Gives the position to come back with.</summary>
    public Position Leave(Subscription subscription)
    {
        long resume;
        lock (gate)
        {
            subscription.Ended = true;
            if (subscriptions.GetValueOrDefault(subscription.ConnectionId) == subscription)
                subscriptions.Remove(subscription.ConnectionId);
            if (subscription.IsPaused)
                return new Position(subscription.Epoch, subscription.From);
            var lane = LaneOf(subscription);
            (lane?.Audience ?? immediate).Remove(subscription);
            resume = lane?.Resume(head) ?? head;
            if (lane is { Audience.IsEmpty: true })
                lanes.Remove(lane);
        }

        if (subscription.Overflow is { } overflow && subscription.Outbox.Drop(overflow) is { } forgotten)
            resume = Math.Min(resume, forgotten - 1);
        return new Position(subscription.Epoch, Math.Max(resume, subscription.From));
    }

    /// <summary>Takes what the engine distributes, in its order.</summary>
    public void Deliver(string fromEpoch, IReadOnlyList<Publication> publications)
    {
        var drains = new List<Outbox>();
        try
        {
            lock (gate)
            {
                epoch = fromEpoch;
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
    }

    /// <summary>The channel goes on at a position of another epoch: everyone is told, and what follows counts from there.</summary>
    public void Restart(Position position)
    {
        var frame = Frame.Of(nameof(IChannelClient.Reset), [new Reset(Name, position, null, GapReason.Epoch)]);
        var drains = new List<Outbox>();
        lock (gate)
        {
            epoch = position.Epoch;
            head = position.Offset;
            foreach (var lane in lanes)
                lane.Clear();
            foreach (var subscription in subscriptions.Values)
            {
                if (subscription.IsPaused)
                    continue;
                (subscription.Epoch, subscription.From) = (epoch, head);
                if (subscription.Overflow is { } overflow)
                    subscription.Outbox.Drop(overflow);
                if (subscription.Outbox.Offer(frame))
                    drains.Add(subscription.Outbox);
            }
        }

        DrainAll(drains);
    }

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            timer?.Dispose();
        }
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
        // In state mode a publication bears the offset to come back with; without a lane it is its own.
        if (immediate.Wants(publication.Key))
            immediate.Offer(Frame.Of(publication with { Resume = publication.Offset }), drains);

        if (lanes.Count == 0)
            return;
        var now = Now;
        foreach (var lane in lanes)
            lane.Offer(publication, now, drains);
    }

    private Audience AudienceOf(Subscription subscription)
    {
        if (subscription.MaxRate is not { } rate)
            return immediate;
        if (LaneOf(subscription) is { } lane)
            return lane.Audience;
        lane = new Lane(rate);
        lanes.Add(lane);
        return lane.Audience;
    }

    private Lane? LaneOf(Subscription subscription) =>
        subscription.MaxRate is { } rate ? lanes.Find(lane => lane.Rate.Equals(rate)) : null;

    private void ArmTimer()
    {
        if (disposed || lanes.Count == 0)
            return;
        TimeSpan? next = null;
        foreach (var lane in lanes)
        {
            if (lane.NextDue is { } due && (next is null || due < next))
                next = due;
        }

        if (next is not { } at)
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
            var now = Now;
            foreach (var lane in lanes)
                lane.SendDue(now, head, drains);
            ArmTimer();
        }

        DrainAll(drains);
    }
}
