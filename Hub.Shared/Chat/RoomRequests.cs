namespace RealtimeHub.Shared;

/// <summary>Creates a room, owned by the caller.</summary>
/// <param name="Room">Its name, 1–128 bytes without control characters or white space; must not start with <c>direct/</c>.</param>
/// <param name="Title">The title, 1–100 characters.</param>
/// <param name="Visibility">Public or private.</param>
/// <param name="Topic">The topic, at most 500 characters.</param>
public sealed record CreateRoomRequest(string Room, string Title, RoomVisibility Visibility, string? Topic = null);

/// <summary>Asks for rooms: the public ones and those of the calling user.</summary>
/// <param name="Query">Only rooms whose name or title contains this, in any case and with or without accents.</param>
/// <param name="After">The page starts after this room; the <c>next</c> of the page before.</param>
/// <param name="Limit">The most rooms, 1 to 200; 100 when absent.</param>
public sealed record ListRoomsRequest(string? Query = null, string? After = null, int? Limit = null);

/// <summary>Rooms in order of their names.</summary>
/// <param name="Rooms">The rooms.</param>
/// <param name="Next">The <c>after</c> of the next page; absent on the last.</param>
public sealed record RoomPage(IReadOnlyList<Room> Rooms, string? Next = null);

/// <summary>Asks for one room.</summary>
/// <param name="Room">The room's name.</param>
public sealed record GetRoomRequest(string Room);

/// <summary>A room and its members.</summary>
/// <param name="Room">The room.</param>
/// <param name="Members">Its members in order of joining, at most 1,000; empty for a caller who is not a member.</param>
/// <param name="MemberCount">The number of members.</param>
/// <param name="MutedUntilTime">Until when the calling user is muted, Unix milliseconds; absent when the user is not.</param>
public sealed record RoomDetails(Room Room, IReadOnlyList<RoomMember> Members, int MemberCount, long? MutedUntilTime = null);

/// <summary>Changes a room; absent fields stay as they are.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="Title">The title, 1–100 characters.</param>
/// <param name="Topic">The topic, at most 500 characters; empty removes it.</param>
/// <param name="SlowModeMs">The least time between two messages of one member, 0 (none) to 3,600,000 milliseconds.</param>
public sealed record UpdateRoomRequest(string Room, string? Title = null, string? Topic = null, int? SlowModeMs = null);

/// <summary>Makes the caller a member of a room.</summary>
/// <param name="Room">The room's name.</param>
public sealed record JoinRoomRequest(string Room);

/// <summary>Ends the caller's membership of a room.</summary>
/// <param name="Room">The room's name.</param>
public sealed record LeaveRoomRequest(string Room);

/// <summary>Asks for the direct room with another user.</summary>
/// <param name="UserId">The other user.</param>
public sealed record OpenDirectRequest(string UserId);

/// <summary>Deletes a room with everything in it.</summary>
/// <param name="Room">The room's name.</param>
public sealed record DeleteRoomRequest(string Room);

/// <summary>The caller's membership of a room: the data of <c>chat.membership</c> in <c>sys:rooms/&lt;userId&gt;</c>, whose key is the room's name.</summary>
/// <param name="JoinedTime">When the user became a member, Unix milliseconds.</param>
public sealed record RoomMembership(long JoinedTime);
