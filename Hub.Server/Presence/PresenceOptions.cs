namespace RealtimeHub.Server.Presence;

/// <summary>How presence is announced, bound to <c>Hub:Presence</c>.</summary>
public sealed class PresenceOptions
{
    /// <summary>
    /// How long a lost connection stays a member, so that brief disconnects trigger no leave and join; from 0, which removes
    /// it at once, to 1 hour, default 10 s.
    /// </summary>
    public TimeSpan GracePeriod { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The most members that are announced by name; at least 0, which never gives names, default 200.</summary>
    public int MaxNamedMembers { get; set; } = 200;

    /// <summary>The shortest time between two announcements of counts without names; from 0 to 1 hour, default 1 s.</summary>
    public TimeSpan CountsInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Names are announced again at this many members: a tenth below the limit, so that a channel that hovers about
    /// it doesn't change over with every member.
    /// </summary>
    internal int NamesAgainAt => MaxNamedMembers - (MaxNamedMembers / 10);
}
