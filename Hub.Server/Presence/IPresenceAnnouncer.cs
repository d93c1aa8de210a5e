using RealtimeHub.Shared;

namespace RealtimeHub.Server.Presence;

/// <summary>Tells the watchers of a channel what changed.</summary>
internal interface IPresenceAnnouncer
{
    /// <summary>
    /// Called one after another for a channel, in order of versions, under no lock. It must not block: the caller that
    /// happened to find the change waits for it.
    /// </summary>
    void Announce(PresenceChange change);
}
