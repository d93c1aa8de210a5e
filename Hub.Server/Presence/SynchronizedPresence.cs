using RealtimeHub.Shared;

namespace RealtimeHub.Server.Presence;

/// <summary>
/// A channel's presence with a lock around it. The thread that changes it announces what there is to announce, unless another
/// is doing so already; what is changed meanwhile becomes one change.
/// </summary>
internal sealed class SynchronizedPresence(PresenceChannel channel)
{
    private readonly Lock gate = new();
    private bool announcing;
    private TimeSpan? scheduled;

    public ChannelName Name => channel.Name;

    /// <summary>The last version, once it is retired.</summary>
    public long Version => channel.Version;

    /// <summary>Without members it is retired for good; a caller that still holds it gets another.</summary>
    public bool IsRetired { get; private set; }

    /// <summary>Does something with the channel; false when it is retired.</summary>
    public bool TryUse<TArgument, TResult>(Func<PresenceChannel, TArgument, TResult> use, TArgument argument, out TResult? result)
    {
        lock (gate)
        {
            result = IsRetired ? default : use(channel, argument);
            return !IsRetired;
        }
    }

    /// <summary>Which connections of this node came, changed or went since this was asked last.</summary>
    public IReadOnlyCollection<string> TakeChangedHere()
    {
        lock (gate)
            return channel.TakeChangedHere();
    }

    /// <summary>
    /// Announces all that is due, then says when to come again. Retires it only here, when nothing is left to
    /// announce, so that a successor's announcements can't overtake its own.
    /// </summary>
    public PresenceWait Announce(TimeSpan now, Action<PresenceChange> announce)
    {
        for (var first = true; ; first = false)
        {
            PresenceChange? change;
            lock (gate)
            {
                if (IsRetired || (first && announcing))
                    return default;
                change = channel.TakeChange(now);
                announcing = change is not null;
                if (change is null)
                    return Rest();
            }

            announce(change);
        }
    }

    /// <summary>Called when a scheduled time has come.</summary>
    public void Wake(TimeSpan now)
    {
        lock (gate)
        {
            scheduled = null;
            if (!IsRetired)
                channel.Advance(now);
        }
    }

    private PresenceWait Rest()
    {
        if (channel.IsEmpty)
        {
            IsRetired = true;
            return new PresenceWait(true, null);
        }

        // An earlier appointment stands, and asks again when it comes.
        if (channel.NextDue is not { } due || scheduled <= due)
            return default;
        scheduled = due;
        return new PresenceWait(false, due);
    }
}

/// <summary>What a channel's presence waits for.</summary>
/// <param name="Retired">It is empty: take it out.</param>
/// <param name="Until">Wake it then; null when it needs no waking, or has been promised one.</param>
internal readonly record struct PresenceWait(bool Retired, TimeSpan? Until);
