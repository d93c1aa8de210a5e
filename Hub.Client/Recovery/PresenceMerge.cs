using RealtimeHub.Shared;

namespace RealtimeHub.Client.Recovery;

/// <summary>What a presence change means for the view that is held.</summary>
internal enum PresenceVerdict
{
    /// <summary>It is old: drop it.</summary>
    Stale,

    /// <summary>It is the next: the view follows.</summary>
    Follows,

    /// <summary>Changes are missing before it: read the presence again.</summary>
    Missed,
}

/// <summary>Keeps a view of who is here up to date. Functions of their inputs.</summary>
internal static class PresenceMerge
{
    /// <summary>Whether a change can be applied to a view.</summary>
    public static PresenceVerdict Classify(PresenceSnapshot held, PresenceChange change)
    {
        if (change.Version <= held.Version)
            return PresenceVerdict.Stale;
        // Counts stand for themselves; names need every change, and a view that has only counts has no names to change.
        if (change.CountsOnly == true)
            return PresenceVerdict.Follows;
        return change.Version == held.Version + 1 && held.Members.Count == held.Users ? PresenceVerdict.Follows : PresenceVerdict.Missed;
    }

    /// <summary>The view after a change, members in order of joining.</summary>
    public static PresenceSnapshot Apply(PresenceSnapshot held, PresenceChange change)
    {
        if (change.CountsOnly == true)
            return new PresenceSnapshot([], change.Users, change.Connections, change.Version);
        var left = change.Left.Select(member => member.UserId).ToHashSet();
        var changed = change.Updated.Concat(change.Joined).GroupBy(member => member.UserId).ToDictionary(group => group.Key, group => group.Last());
        var members = held.Members.Where(member => !left.Contains(member.UserId))
            .Select(member => changed.Remove(member.UserId, out var now) ? now : member).ToList();
        members.AddRange(changed.Values);
        return new PresenceSnapshot(members, change.Users, change.Connections, change.Version);
    }
}
