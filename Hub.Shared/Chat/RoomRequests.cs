namespace RealtimeHub.Shared;

/// <summary>A new room.</summary>
/// <param name="Room">Its name, 1–128 bytes without control characters or white space; not one that begins with <c>direct/</c>.</param>
/// <param name="Title">What it is called, 1–100 characters.</param>
/// <param name="Visibility">Public or private.</param>
/// <param name="Topic">What it is about, at most 500 characters.</param>
public sealed record CreateRoomRequest(string Room, string Title, RoomVisibility Visibility, string? Topic = null);

/// <summary>A wish for rooms: the public ones and those the user is a member of.</summary>
/// <param name="Query">Only rooms whose name or title holds this, whatever the case and accents.</param>
/// <param name="After">The page begins behind this room.</param>
/// <param name="Limit">The most rooms, 1 to 200; 100 when absent.</param>
public sealed record ListRoomsRequest(string? Query = null, string? After = null, int? Limit = null);

/// <summary>Rooms in order of their names.</summary>
/// <param name="Rooms">The rooms.</param>
/// <param name="Next">The <c>after</c> of the next page; absent on the last.</param>
public sealed record RoomPage(IReadOnlyList<Room> Rooms, string? Next = null);

/// <summary>One room.</summary>
/// <param name="Room">The room's name.</param>
public sealed record GetRoomRequest(string Room);

/// <summary>A room and who belongs to it.</summary>
/// <param name="Room">The room.</param>
/// <param name="Members">Its members in order of joining, at most 1,000; none for one who is no member.</param>
/// <param name="MemberCount">How many members it has.</param>
/// <param name="MutedUntilTime">Until when the calling user may not post, Unix milliseconds; absent when free to.</param>
public sealed record RoomDetails(Room Room, IReadOnlyList<RoomMember> Members, int MemberCount, long? MutedUntilTime = null);

/// <summary>Changes of a room; what is absent stays.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="Title">What it is called, 1–100 characters.</param>
/// <param name="Topic">What it is about, at most 500 characters; empty takes it away.</param>
/// <param name="SlowModeMs">0 to 3,600,000 milliseconds.</param>
public sealed record UpdateRoomRequest(string Room, string? Title = null, string? Topic = null, int? SlowModeMs = null);

/// <summary>A wish to become a member.</summary>
/// <param name="Room">The room's name.</param>
public sealed record JoinRoomRequest(string Room);

/// <summary>A wish to be a member no longer.</summary>
/// <param name="Room">The room's name.</param>
public sealed record LeaveRoomRequest(string Room);

/// <summary>A wish to talk with one user alone.</summary>
/// <param name="UserId">The other user.</param>
public sealed record OpenDirectRequest(string UserId);
