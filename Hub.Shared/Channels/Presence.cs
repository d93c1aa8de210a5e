using System.Runtime.InteropServices;

namespace RealtimeHub.Shared;

/// <summary>One connection of a member.</summary>
/// <param name="ConnectionId">The connection's public id.</param>
/// <param name="JoinedTime">When it joined the channel, Unix milliseconds.</param>
/// <param name="Data">What the connection says of itself, at most 4 KiB; absent until it says something.</param>
public sealed record MemberConnection(string ConnectionId, long JoinedTime, Payload? Data = null);

/// <summary>One user who is in a channel, however many connections that takes.</summary>
/// <param name="UserId">The user's id, or <c>"~"</c> and the connection's id for a connection without a user.</param>
/// <param name="Name">The name the user goes by.</param>
/// <param name="Connections">The user's connections, oldest first.</param>
public sealed record Member(string UserId, [Optional, DefaultParameterValue(null)] string? Name, IReadOnlyList<MemberConnection> Connections);

/// <summary>Who is in a channel at one version of it.</summary>
/// <param name="Members">The members in order of joining; empty beyond the namespace's limit (200 by default).</param>
/// <param name="Users">How many members.</param>
/// <param name="Connections">How many connections.</param>
/// <param name="Version">Rises with every change.</param>
public sealed record PresenceSnapshot(IReadOnlyList<Member> Members, int Users, int Connections, long Version);
