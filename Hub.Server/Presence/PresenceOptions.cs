namespace RealtimeHub.Server.Presence;

/// <summary>How presence is told, bound to <c>Hub:Presence</c>.</summary>
internal sealed class PresenceOptions
{
    /// <summary>How long a lost connection stays a member, in which its user's return is not announced; zero lets it go at once.</summary>
    public TimeSpan GracePeriod { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The most members that are told by name; 0 never tells names.</summary>
    public int MaxNamedMembers { get; set; } = 200;

    /// <summary>The shortest time between two announcements of counts without names.</summary>
    public TimeSpan CountsInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Names are told again at this many members: a tenth below the limit, so that a channel that hovers about
    /// it doesn't change over with every member.
    /// </summary>
    public int NamesAgainAt => MaxNamedMembers - (MaxNamedMembers / 10);

    /// <summary>What is wrong with these options, one line a fault.</summary>
    public IEnumerable<string> Faults()
    {
        if (GracePeriod < TimeSpan.Zero || GracePeriod > TimeSpan.FromHours(1))
            yield return "Hub:Presence:GracePeriod must be from 0 to 1 hour";
        if (MaxNamedMembers < 0)
            yield return "Hub:Presence:MaxNamedMembers must not be negative";
        if (CountsInterval < TimeSpan.Zero || CountsInterval > TimeSpan.FromHours(1))
            yield return "Hub:Presence:CountsInterval must be from 0 to 1 hour";
    }
}
