namespace RealtimeHub.Shared;

/// <summary>Sets the name of the calling user.</summary>
/// <param name="Name">1–64 visible characters in one line; absent to use the name in the token again.</param>
public sealed record SetNameRequest(string? Name = null);

/// <summary>Asks for users by id or name.</summary>
/// <param name="Query">An exact user id, or an exact name in any case and with or without accents.</param>
public sealed record FindUsersRequest(string Query);

/// <summary>Users of this server.</summary>
/// <param name="Users">The user with the id first, then those with the name in order of ids, at most 20.</param>
public sealed record UserList(IReadOnlyList<ChatUser> Users);
