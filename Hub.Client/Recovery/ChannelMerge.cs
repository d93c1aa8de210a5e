using RealtimeHub.Shared;

namespace RealtimeHub.Client.Recovery;

/// <summary>
/// Puts replayed and live publications of one channel together, without gap or duplicate, over any number of connections.
/// A function of its inputs, in the order of the wire: no clock, no socket, no lock. The rules stand in
/// <c>tests/vectors/README.md</c>, which the TypeScript client follows, too.
/// </summary>
/// <param name="start">Where the caller wants to continue from; null for the head.</param>
/// <param name="onGap">What the subscription asks for when the log can't be replayed.</param>
/// <param name="capacity">How many publications are held until the reply comes (log mode).</param>
/// <param name="sink">Where publications and resets go.</param>
internal sealed class ChannelMerge(Position? start, OnGap onGap, int capacity, IMergeSink sink)
{
    private readonly Dictionary<string, long> offsetOfKey = [];
    private Phase phase = Phase.Idle;
    private HeldPublications held = new(capacity);
    private int updates;
    private long? ahead;

    private enum Phase
    {
        Idle,
        Holding,
        Live,
        Lagged,
    }

    /// <summary>Where to continue from: the <c>since</c> of the next Subscribe.</summary>
    public Position? Position { get; private set; } = start;

    /// <summary>The mode that the last reply gave.</summary>
    public ChannelMode? Mode { get; private set; }

    /// <summary>A Subscribe leaves.</summary>
    public void Begin()
    {
        phase = Phase.Holding;
        held = new HeldPublications(capacity);
    }

    /// <summary>The connection is gone, or the Subscribe was refused: nothing counts until the next one.</summary>
    public void Lose()
    {
        phase = Phase.Idle;
        held = new HeldPublications(capacity);
        ahead = null;
    }

    /// <summary>
    /// An UpdateSubscription leaves. Until its outcome is known the position stays: what comes may count for the keys of
    /// before or of after it, and a lost connection returns with those of before.
    /// </summary>
    public void BeginUpdate() => updates++;

    /// <summary>Its outcome is known: it was done, or it was refused or lost.</summary>
    public void EndUpdate(bool done)
    {
        updates--;
        if (!done)
            ahead = null;
        if (updates > 0 || ahead is not { } resume)
            return;
        Position = Position?.At(resume);
        ahead = null;
    }

    /// <summary>Forgets keys that are not subscribed: when they are again, their values are news. Null: all are subscribed.</summary>
    public void KeepKeys(IReadOnlyCollection<string>? keys)
    {
        if (keys is null)
            return;
        var kept = keys.ToHashSet(StringComparer.Ordinal);
        foreach (var key in offsetOfKey.Keys.Where(key => !kept.Contains(key)).ToList())
            offsetOfKey.Remove(key);
    }

    /// <summary>The reader has drained its buffer.</summary>
    public MergeVerdict Drain()
    {
        if (phase != Phase.Lagged)
            return MergeVerdict.Continue;
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
                return MergeVerdict.Continue;
            case Phase.Live when Mode == ChannelMode.State:
                DeliverByKey(publication);
                if (updates > 0)
                    ahead = publication.Resume ?? ahead;
                else
                    Position = Position?.At(publication.Resume ?? Position.Value.Offset);
                return MergeVerdict.Continue;
            case Phase.Live:
                return DeliverInOrder(publication);
            default:
                return MergeVerdict.Continue;
        }
    }

    /// <summary>A Reset came.</summary>
    public MergeVerdict Take(Reset reset)
    {
        if (phase == Phase.Holding)
            held.Add(reset);
        if (phase != Phase.Live)
            return MergeVerdict.Continue;
        Restart(reset);
        if (Mode != ChannelMode.State)
            return MergeVerdict.Continue;
        // The values of the new log that do not change any more come with a snapshot only.
        Position = null;
        return Stop(Phase.Idle, MergeVerdict.Recover);
    }

    /// <summary>The reply came: it decides what is delivered of what was held.</summary>
    public MergeVerdict Take(SubscribeResult reply)
    {
        var (asked, caught) = (Position, held);
        held = new HeldPublications(capacity);
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

    private static Reset? ResetOf(SubscribeResult reply, Position? asked, HeldPublications caught)
    {
        if (caught.Reset is { } reset)
            return reset;
        if (asked is not { } since || reply.Recovered || reply.Mode == ChannelMode.Signal)
            return null;
        var reason = reply.Gap?.Reason ?? (since.Epoch == reply.Position.Epoch ? GapReason.Retention : GapReason.Epoch);
        return new Reset(reply.Channel, reply.Position, reply.Gap, reason);
    }

    private void Restart(Reset reset)
    {
        offsetOfKey.Clear();
        ahead = null;
        Position = reset.Position;
        sink.Deliver(reset);
    }

    private MergeVerdict JoinLog(SubscribeResult reply, Position? asked, HeldPublications caught)
    {
        // Live publications of an earlier subscription of this connection may stand before the replay.
        var ordered = caught.Publications.OrderBy(publication => publication.Offset).ToList();
        var start = BaseOf(reply, asked, ordered);
        Position = reply.Position.At(start);
        foreach (var publication in ordered)
        {
            if (DeliverInOrder(publication) is not MergeVerdict.Continue and var verdict)
                return verdict;
        }

        if (Position.Value.Offset >= reply.Position.Offset)
            return MergeVerdict.Continue;
        // What was too much to hold is asked for once the reader has taken what was held.
        return caught.Overflowed && Position.Value.Offset > start ? Stop(Phase.Lagged, MergeVerdict.Lagged) : Stop(Phase.Idle, MergeVerdict.Recover);
    }

    private long BaseOf(SubscribeResult reply, Position? asked, List<Publication> ordered)
    {
        if (asked is { } since && reply.Recovered)
            return since.Offset;
        if (asked is not null)
            return onGap == OnGap.Tail && reply.Gap is { } gap ? gap.Before - 1 : reply.Position.Offset;
        return ordered.Count == 0 ? reply.Position.Offset : Math.Min(ordered[0].Offset - 1, reply.Position.Offset);
    }

    private MergeVerdict JoinState(SubscribeResult reply, HeldPublications caught)
    {
        Position = reply.Position.At(Math.Max(reply.Position.Offset, caught.Resume));
        foreach (var publication in caught.Publications)
            DeliverByKey(publication);
        return MergeVerdict.Continue;
    }

    private MergeVerdict JoinSignals()
    {
        Position = null;
        return MergeVerdict.Continue;
    }

    private MergeVerdict DeliverInOrder(Publication publication)
    {
        if (Position is not { } last || publication.Offset <= last.Offset)
            return MergeVerdict.Continue;
        if (publication.Offset > last.Offset + 1)
            return Stop(Phase.Idle, MergeVerdict.Recover);
        if (!sink.TryDeliver(publication, ChannelMode.Log))
            return Stop(Phase.Lagged, MergeVerdict.Lagged);
        Position = last.At(publication.Offset);
        return MergeVerdict.Continue;
    }

    private void DeliverByKey(Publication publication)
    {
        var key = publication.Key ?? "";
        if (offsetOfKey.TryGetValue(key, out var last) && publication.Offset <= last)
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
