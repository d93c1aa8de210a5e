namespace RealtimeHub.Shared;

/// <summary>Lets a user join a room, and tells the user so.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="UserId">Who is invited.</param>
public sealed record InviteMemberRequest(string Room, string UserId);

/// <summary>Another role for a member.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="UserId">The member.</param>
/// <param name="Role">The role from now on.</param>
public sealed record SetRoleRequest(string Room, string UserId, RoomRole Role);

/// <summary>Makes a member leave; he may come back as anyone may.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="UserId">The member.</param>
public sealed record KickRequest(string Room, string UserId);

/// <summary>Makes a user leave and keeps the user out.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="UserId">The user; need not be a member.</param>
/// <param name="UntilTime">When it ends, Unix milliseconds; absent means never.</param>
public sealed record BanRequest(string Room, string UserId, long? UntilTime = null);

/// <summary>Ends a ban.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="UserId">The user.</param>
public sealed record UnbanRequest(string Room, string UserId);

/// <summary>Lets a member read but not write.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="UserId">The member.</param>
/// <param name="UntilTime">When it ends, Unix milliseconds; a time that has passed ends it now.</param>
public sealed record MuteRequest(string Room, string UserId, long UntilTime);
