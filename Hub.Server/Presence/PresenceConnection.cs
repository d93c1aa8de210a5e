using RealtimeHub.Shared;

namespace RealtimeHub.Server.Presence;

/// <summary>
/// One connection as presence sees it. There is one object per connection for all of its life: it remembers that the
/// connection has ended, so that a join which was still on its way then leaves no ghost behind.
/// </summary>
internal sealed class PresenceConnection(string connectionId, string? userId, string? name)
{
    public string ConnectionId { get; } = connectionId;

    /// <summary>The user, or null for an anonymous connection.</summary>
    public string? UserId { get; } = userId;

    public string? Name { get; } = name;

    /// <summary>The member it belongs to: an anonymous connection is a member of its own.</summary>
    public string MemberId { get; } = userId ?? "~" + connectionId;

    /// <summary>Guards the two below; taken before the gate of a channel's presence, never the other way round.</summary>
    public Lock Gate { get; } = new();

    public HashSet<ChannelName> Channels { get; } = [];

    public bool Ended { get; set; }
}
