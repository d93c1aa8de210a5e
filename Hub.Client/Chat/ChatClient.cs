using RealtimeHub.Shared;

namespace RealtimeHub.Client.Chat;

/// <summary>The chat rooms of a hub. All calls take a client with a token.</summary>
/// <remarks>
/// Every call may throw <see cref="HubCallException"/> (the server refused it), <see cref="ConnectionLostException"/>,
/// <see cref="TimeoutException"/> and <see cref="HubClosedException"/>, as <see cref="HubClient.InvokeAsync{TResult}(string, object, CancellationToken)"/> does.
/// Cancelling ends the wait; it does not undo what was sent.
/// </remarks>
public sealed class ChatClient
{
    private readonly HubClient client;

    /// <summary>Makes one for a client, which its maker disposes of.</summary>
    public ChatClient(HubClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        this.client = client;
    }

    /// <summary>Opens a room: loads its newest messages and follows what happens. The caller must be a member.</summary>
    public Task<ChatRoom> OpenRoomAsync(string room, CancellationToken cancellationToken = default) =>
        ChatRoom.OpenAsync(client, room, cancellationToken);

    /// <summary>Makes a room, owned by the caller.</summary>
    public Task<Room> CreateRoomAsync(CreateRoomRequest request, CancellationToken cancellationToken = default) =>
        client.InvokeAsync<Room>(nameof(IChatMethods.CreateRoom), request, cancellationToken);

    /// <summary>Lists public rooms and the caller's own, in order of their names.</summary>
    public Task<RoomPage> ListRoomsAsync(string? query = null, string? after = null, int? limit = null, CancellationToken cancellationToken = default) =>
        client.ReadAsync<RoomPage>(nameof(IChatMethods.ListRooms), new ListRoomsRequest(query, after, limit), cancellationToken);

    /// <summary>Gives a room and its members.</summary>
    public Task<RoomDetails> GetRoomAsync(string room, CancellationToken cancellationToken = default) =>
        client.ReadAsync<RoomDetails>(nameof(IChatMethods.GetRoom), new GetRoomRequest(room), cancellationToken);

    /// <summary>Changes title, topic or slow mode; only a moderator may.</summary>
    public Task<Room> UpdateRoomAsync(UpdateRoomRequest request, CancellationToken cancellationToken = default) =>
        client.ReadAsync<Room>(nameof(IChatMethods.UpdateRoom), request, cancellationToken);

    /// <summary>Deletes a room and everything in it; only an owner may. Its name is not available again.</summary>
    public Task DeleteRoomAsync(string room, CancellationToken cancellationToken = default) =>
        client.InvokeAsync<object?>(nameof(IChatMethods.DeleteRoom), new DeleteRoomRequest(room), cancellationToken);

    /// <summary>Becomes a member, which outlives the connection.</summary>
    public Task<Room> JoinRoomAsync(string room, CancellationToken cancellationToken = default) =>
        client.ReadAsync<Room>(nameof(IChatMethods.JoinRoom), new JoinRoomRequest(room), cancellationToken);

    /// <summary>Ends the membership.</summary>
    public Task LeaveRoomAsync(string room, CancellationToken cancellationToken = default) =>
        client.InvokeAsync<object?>(nameof(IChatMethods.LeaveRoom), new LeaveRoomRequest(room), cancellationToken);

    /// <summary>Gives the private room of the caller and another user.</summary>
    public Task<Room> OpenDirectAsync(string userId, CancellationToken cancellationToken = default) =>
        client.ReadAsync<Room>(nameof(IChatMethods.OpenDirect), new OpenDirectRequest(userId), cancellationToken);

    /// <summary>Lets a user join, and notifies the user.</summary>
    public Task InviteMemberAsync(string room, string userId, CancellationToken cancellationToken = default) =>
        client.ReadAsync<object?>(nameof(IChatMethods.InviteMember), new InviteMemberRequest(room, userId), cancellationToken);

    /// <summary>Sets a member's role; only an owner may.</summary>
    public Task SetRoleAsync(string room, string userId, RoomRole role, CancellationToken cancellationToken = default) =>
        client.ReadAsync<object?>(nameof(IChatMethods.SetRole), new SetRoleRequest(room, userId, role), cancellationToken);

    /// <summary>Makes a member leave.</summary>
    public Task KickAsync(string room, string userId, CancellationToken cancellationToken = default) =>
        client.InvokeAsync<object?>(nameof(IChatMethods.Kick), new KickRequest(room, userId), cancellationToken);

    /// <summary>Makes a user leave and keeps the user out, until a time or for good.</summary>
    public Task BanAsync(string room, string userId, DateTimeOffset? until = null, CancellationToken cancellationToken = default) =>
        client.ReadAsync<object?>(nameof(IChatMethods.Ban), new BanRequest(room, userId, until?.ToUnixTimeMilliseconds()), cancellationToken);

    /// <summary>Ends a ban.</summary>
    public Task UnbanAsync(string room, string userId, CancellationToken cancellationToken = default) =>
        client.ReadAsync<object?>(nameof(IChatMethods.Unban), new UnbanRequest(room, userId), cancellationToken);

    /// <summary>Lets a member read but not write until a time; one that has passed ends it.</summary>
    public Task MuteAsync(string room, string userId, DateTimeOffset until, CancellationToken cancellationToken = default) =>
        client.ReadAsync<object?>(nameof(IChatMethods.Mute), new MuteRequest(room, userId, until.ToUnixTimeMilliseconds()), cancellationToken);

    /// <summary>Gives the bans and mutes that are in force; only a moderator may.</summary>
    public Task<RoomRestrictions> ListRestrictionsAsync(string room, CancellationToken cancellationToken = default) =>
        client.ReadAsync<RoomRestrictions>(nameof(IChatMethods.ListRestrictions), new ListRestrictionsRequest(room), cancellationToken);

    /// <summary>Finds messages by words, newest first.</summary>
    public Task<MessagePage> SearchMessagesAsync(string room, string query, long? before = null, int? limit = null, CancellationToken cancellationToken = default) =>
        client.ReadAsync<MessagePage>(nameof(IChatMethods.SearchMessages), new SearchMessagesRequest(room, query, before, limit), cancellationToken);

    /// <summary>Finds messages by words in all rooms of the caller, newest first.</summary>
    /// <param name="query">1–10 words, at most 200 characters.</param>
    /// <param name="after">The <see cref="MessageSearchPage.Next"/> of the page before.</param>
    /// <param name="limit">The most messages, 1 to 100; 20 when null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<MessageSearchPage> SearchAllMessagesAsync(string query, string? after = null, int? limit = null, CancellationToken cancellationToken = default) =>
        client.ReadAsync<MessageSearchPage>(nameof(IChatMethods.SearchAllMessages), new SearchAllMessagesRequest(query, after, limit), cancellationToken);

    /// <summary>Changes the name that chat shows for the caller; without one it is that of the token again.</summary>
    public Task<ChatUser> SetNameAsync(string? name = null, CancellationToken cancellationToken = default) =>
        client.InvokeAsync<ChatUser>(nameof(IChatMethods.SetName), new SetNameRequest(name), cancellationToken);

    /// <summary>Finds users by their whole id or name.</summary>
    public async Task<IReadOnlyList<ChatUser>> FindUsersAsync(string query, CancellationToken cancellationToken = default) =>
        (await client.ReadAsync<UserList>(nameof(IChatMethods.FindUsers), new FindUsersRequest(query), cancellationToken).ConfigureAwait(false)).Users;
}
