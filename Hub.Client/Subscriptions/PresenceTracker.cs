using RealtimeHub.Client.Recovery;
using RealtimeHub.Shared;

namespace RealtimeHub.Client.Subscriptions;

/// <summary>Who is in a channel, as one subscription knows it. Not thread safe: the subscription's lock guards it.</summary>
internal sealed class PresenceTracker(int maxPending)
{
    private List<PresenceChange>? pending;

    /// <summary>The view; null before the first.</summary>
    public PresenceSnapshot? View { get; private set; }

    /// <summary>Takes a whole view, and then what came while it was being read.</summary>
    public void Replace(PresenceSnapshot snapshot)
    {
        var waiting = pending ?? [];
        pending = null;
        View = snapshot;
        foreach (var change in waiting)
        {
            if (PresenceMerge.Classify(View, change) != PresenceVerdict.Stale)
                View = PresenceMerge.Apply(View, change);
        }
    }

    /// <summary>Takes a change. <see cref="PresenceVerdict.Missed"/> once asks for the presence to be read; what comes meanwhile waits for it.</summary>
    public PresenceVerdict Take(PresenceChange change)
    {
        if (pending is not null)
        {
            // Beyond the bound they are dropped: the next jump in versions reads the presence once more.
            if (pending.Count < maxPending)
                pending.Add(change);
            return PresenceVerdict.Stale;
        }

        var verdict = View is null ? PresenceVerdict.Missed : PresenceMerge.Classify(View, change);
        if (verdict == PresenceVerdict.Follows)
            View = PresenceMerge.Apply(View!, change);
        else if (verdict == PresenceVerdict.Missed)
            pending = [change];
        return verdict;
    }

    /// <summary>The reading failed: the next change asks for another one.</summary>
    public void GiveUpReading() => pending = null;
}
