namespace RealtimeHub.Shared;

/// <summary>Lets a user join a room, and sends the user a notice.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="UserId">The invited user.</param>
public sealed record InviteMemberRequest(string Room, string UserId);

/// <summary>Sets the role of a member.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="UserId">The member.</param>
/// <param name="Role">The new role.</param>
public sealed record SetRoleRequest(string Room, string UserId, RoomRole Role);

/// <summary>Removes a member, who may join again like any other user.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="UserId">The member.</param>
public sealed record KickRequest(string Room, string UserId);

/// <summary>Bans a user: removes the user and keeps the user out.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="UserId">The user, who need not be a member.</param>
/// <param name="UntilTime">When the ban ends, Unix milliseconds; absent for never.</param>
public sealed record BanRequest(string Room, string UserId, long? UntilTime = null);

/// <summary>Ends a ban.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="UserId">The user.</param>
public sealed record UnbanRequest(string Room, string UserId);

/// <summary>Mutes a member, who may read but not post.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="UserId">The member.</param>
/// <param name="UntilTime">When the mute ends, Unix milliseconds; a time in the past ends it now.</param>
public sealed record MuteRequest(string Room, string UserId, long UntilTime);

/// <summary>Asks who is banned from a room and who is muted in it.</summary>
/// <param name="Room">The room's name.</param>
public sealed record ListRestrictionsRequest(string Room);

/// <summary>The bans and mutes of a room that are in force, in order of user ids, at most 1,000 of each.</summary>
/// <param name="Banned">The banned users.</param>
/// <param name="Muted">The muted members.</param>
public sealed record RoomRestrictions(IReadOnlyList<Restriction> Banned, IReadOnlyList<Restriction> Muted);

/// <summary>A ban or a mute.</summary>
/// <param name="User">The user it applies to.</param>
/// <param name="By">The moderator who set it.</param>
/// <param name="Time">When it was set, Unix milliseconds.</param>
/// <param name="UntilTime">When it ends, Unix milliseconds; absent for a ban without an end.</param>
public sealed record Restriction(ChatUser User, ChatUser By, long Time, long? UntilTime = null);
