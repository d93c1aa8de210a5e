using RealtimeHub.Shared;

namespace RealtimeHub.Client.Recovery;

/// <summary>
/// Puts replayed and live publications of one channel together, without gap or duplicate, over any number of connections.
/// A function of what it is told, in the order of the wire: no clock, no socket, no lock. The rules stand in
/// <c>tests/vectors/README.md</c>, which the TypeScript client follows, too.
/// </summary>
/// <param name="start">Where the caller wants to go on from; null for the head.</param>
/// <param name="onGap">What the subscription asks for when the log can't be replayed.</param>
/// <param name="capacity">How many publications are held until the reply comes (log mode).</param>
/// <param name="sink">Where publications and resets go.</param>
internal sealed class ChannelMerge(Position? start, OnGap onGap, int capacity, IMergeSink sink)
{
    private readonly Dictionary<string, long> offsetOfKey = [];
    private Phase phase = Phase.Idle;
    private Held held = new(capacity);

    private enum Phase
    {
        Idle,
        Holding,
        Live,
        Lagged,
    }

    /// <summary>Where to go on from: the <c>since</c> of the next Subscribe.</summary>
    public Position? Position { get; private set; } = start;

    /// <summary>The mode that the last reply told.</summary>
    public ChannelMode? Mode { get; private set; }

    /// <summary>A Subscribe leaves.</summary>
    public void Begin()
    {
        phase = Phase.Holding;
        held = new Held(capacity);
    }

    /// <summary>The connection is gone, or the Subscribe was refused: nothing counts until the next one.</summary>
    public void Lose()
    {
        phase = Phase.Idle;
        held = new Held(capacity);
    }

    /// <summary>The reader has drained its buffer.</summary>
    public MergeVerdict Drain()
    {
        if (phase != Phase.Lagged)
            return MergeVerdict.GoOn;
        phase = Phase.Idle;
        return MergeVerdict.Recover;
    }

    /// <summary>A publication came.</summary>
    public MergeVerdict Take(Publication publication)
    {
        switch (phase)
        {
            case Phase.Holding:
                held.Add(publication);
                return MergeVerdict.GoOn;
            case Phase.Live when Mode == ChannelMode.State:
                DeliverByKey(publication);
                Position = Position?.At(publication.Resume ?? Position.Value.Offset);
                return MergeVerdict.GoOn;
            case Phase.Live:
                return DeliverInOrder(publication);
            default:
                return MergeVerdict.GoOn;
        }
    }

    /// <summary>A Reset came.</summary>
    public void Take(Reset reset)
    {
        if (phase == Phase.Holding)
            held.Add(reset);
        else if (phase == Phase.Live)
            Restart(reset);
    }

    /// <summary>The reply came: what was held is judged by it.</summary>
    public MergeVerdict Take(SubscribeResult reply)
    {
        var (asked, caught) = (Position, held);
        held = new Held(capacity);
        phase = Phase.Live;
        Mode = reply.Mode;

        if (ResetOf(reply, asked, caught) is { } reset)
            Restart(reset);
        return reply.Mode switch
        {
            ChannelMode.Log => JoinLog(reply, asked, caught),
            ChannelMode.State => JoinState(reply, caught),
            _ => JoinSignals(),
        };
    }

    private static Reset? ResetOf(SubscribeResult reply, Position? asked, Held caught)
    {
        if (caught.Reset is { } told)
            return told;
        if (asked is not { } since || reply.Recovered || reply.Mode == ChannelMode.Signal)
            return null;
        var reason = reply.Gap?.Reason ?? (since.Epoch == reply.Position.Epoch ? GapReason.Retention : GapReason.Epoch);
        return new Reset(reply.Channel, reply.Position, reply.Gap, reason);
    }

    private void Restart(Reset reset)
    {
        offsetOfKey.Clear();
        Position = reset.Position;
        sink.Deliver(reset);
    }

    private MergeVerdict JoinLog(SubscribeResult reply, Position? asked, Held caught)
    {
        // Live publications of an earlier subscription of this connection may stand before the replay.
        var ordered = caught.Publications.OrderBy(publication => publication.Offset).ToList();
        Position = reply.Position.At(BaseOf(reply, asked, ordered));
        foreach (var publication in ordered)
        {
            if (DeliverInOrder(publication) is not MergeVerdict.GoOn and var verdict)
                return verdict;
        }

        return Position.Value.Offset < reply.Position.Offset ? Stop(Phase.Idle, MergeVerdict.Recover) : MergeVerdict.GoOn;
    }

    private long BaseOf(SubscribeResult reply, Position? asked, List<Publication> ordered)
    {
        if (asked is { } since && reply.Recovered)
            return since.Offset;
        if (asked is not null)
            return onGap == OnGap.Tail && reply.Gap is { } gap ? gap.Before - 1 : reply.Position.Offset;
        return ordered.Count == 0 ? reply.Position.Offset : Math.Min(ordered[0].Offset - 1, reply.Position.Offset);
    }

    private MergeVerdict JoinState(SubscribeResult reply, Held caught)
    {
        Position = reply.Position.At(Math.Max(reply.Position.Offset, caught.Resume));
        foreach (var publication in caught.Publications)
            DeliverByKey(publication);
        return MergeVerdict.GoOn;
    }

    private MergeVerdict JoinSignals()
    {
        Position = null;
        return MergeVerdict.GoOn;
    }

    private MergeVerdict DeliverInOrder(Publication publication)
    {
        if (Position is not { } last || publication.Offset <= last.Offset)
            return MergeVerdict.GoOn;
        if (publication.Offset > last.Offset + 1)
            return Stop(Phase.Idle, MergeVerdict.Recover);
        if (!sink.TryDeliver(publication, ChannelMode.Log))
            return Stop(Phase.Lagged, MergeVerdict.Lagged);
        Position = last.At(publication.Offset);
        return MergeVerdict.GoOn;
    }

    private void DeliverByKey(Publication publication)
    {
        var key = publication.Key ?? "";
        if (offsetOfKey.TryGetValue(key, out var told) && publication.Offset <= told)
            return;
        offsetOfKey[key] = publication.Offset;
        sink.TryDeliver(publication, ChannelMode.State);
    }

    private MergeVerdict Stop(Phase next, MergeVerdict verdict)
    {
        phase = next;
        return verdict;
    }
}
