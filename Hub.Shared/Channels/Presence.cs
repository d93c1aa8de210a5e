using System.Runtime.InteropServices;

namespace RealtimeHub.Shared;

/// <summary>One connection of a member.</summary>
/// <param name="ConnectionId">The connection's public id.</param>
/// <param name="JoinedTime">When it joined the channel, Unix milliseconds.</param>
/// <param name="Data">The presence data of the connection, at most 4 KiB encoded; absent until it is set.</param>
public sealed record MemberConnection(string ConnectionId, long JoinedTime, Payload? Data = null);

/// <summary>One user who is subscribed to a channel, with all of the user's connections.</summary>
/// <param name="UserId">The user's id, or <c>"~"</c> and the connection's id for a connection without a user.</param>
/// <param name="Name">The user's name; absent where none is known.</param>
/// <param name="Connections">The user's connections, oldest first.</param>
public sealed record Member(string UserId, [Optional, DefaultParameterValue(null)] string? Name, IReadOnlyList<MemberConnection> Connections);

/// <summary>Who is subscribed to a channel, at one version.</summary>
/// <param name="Members">The members in order of joining; empty beyond the namespace's limit (200 by default).</param>
/// <param name="Users">The number of members.</param>
/// <param name="Connections">The number of connections.</param>
/// <param name="Version">Increases with every change.</param>
public sealed record PresenceSnapshot(IReadOnlyList<Member> Members, int Users, int Connections, long Version);
