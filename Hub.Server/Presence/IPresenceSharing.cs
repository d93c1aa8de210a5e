using RealtimeHub.Shared;

namespace RealtimeHub.Server.Presence;

/// <summary>Tells the other nodes of this node's connections.</summary>
internal interface IPresenceSharing
{
    /// <summary>
    /// Connections of this node came, changed or went: <see cref="PresenceRegistry.FindHere"/> says how they stand. Called under no lock of presence;
    /// it must not block.
    /// </summary>
    void OnChangedHere(ChannelName channel, IReadOnlyCollection<string> connectionIds);
}

/// <summary>A connection in a channel, as nodes tell each other of it.</summary>
/// <param name="MemberId">The member that it belongs to.</param>
/// <param name="Name">The name that it goes by.</param>
/// <param name="JoinedTime">When it came, Unix milliseconds.</param>
/// <param name="Data">What it says of itself.</param>
/// <param name="Lost">Whether it was lost, and stays for the grace period.</param>
internal sealed record SharedConnection(string MemberId, string? Name, long JoinedTime, Payload? Data, bool Lost);
