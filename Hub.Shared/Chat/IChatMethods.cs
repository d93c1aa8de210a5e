namespace RealtimeHub.Shared;

/// <summary>
/// The methods of chat rooms. All of them take a signed-in user. A room that is private, or that bans the user,
/// is refused with the same <c>permission_denied</c> as one that does not exist.
/// </summary>
public interface IChatMethods
{
    /// <summary>Creates a room, owned by the caller. <c>conflict</c> when the name is taken.</summary>
    Task<Room> CreateRoom(CreateRoomRequest request);

    /// <summary>Lists public rooms and those the caller is a member of.</summary>
    Task<RoomPage> ListRooms(ListRoomsRequest request);

    /// <summary>Returns a room and its members.</summary>
    Task<RoomDetails> GetRoom(GetRoomRequest request);

    /// <summary>Changes title, topic or slow mode; only a moderator may.</summary>
    Task<Room> UpdateRoom(UpdateRoomRequest request);

    /// <summary>Deletes a room and everything in it; only an owner may. Its name is not available again.</summary>
    Task DeleteRoom(DeleteRoomRequest request);

    /// <summary>Makes the caller a member, across connections. No error for a member.</summary>
    Task<Room> JoinRoom(JoinRoomRequest request);

    /// <summary>Ends the caller's membership and subscriptions. No error for a user who is not a member. <c>conflict</c> for the last owner, who has to name another first.</summary>
    Task LeaveRoom(LeaveRoomRequest request);

    /// <summary>Lets a user join; any member may invite.</summary>
    Task InviteMember(InviteMemberRequest request);

    /// <summary>Sets a member's role; only an owner may.</summary>
    Task SetRole(SetRoleRequest request);

    /// <summary>Removes a member of a lower role and ends the member's subscriptions on all devices, not the connections; only a moderator may.</summary>
    Task Kick(KickRequest request);

    /// <summary>Removes a user and keeps the user out; only a moderator may.</summary>
    Task Ban(BanRequest request);

    /// <summary>Ends a ban; only a moderator may. No error where there is none.</summary>
    Task Unban(UnbanRequest request);

    /// <summary>Lets a member of a lower role read but not post; only a moderator may.</summary>
    Task Mute(MuteRequest request);

    /// <summary>Lists the bans and mutes that are in force; only a moderator may.</summary>
    Task<RoomRestrictions> ListRestrictions(ListRestrictionsRequest request);

    /// <summary>Posts a message; returns when it is stored. <c>rate_limited</c> within the room's slow mode.</summary>
    Task<Message> PostMessage(PostMessageRequest request);

    /// <summary>Changes the text of the caller's own message, within the time that the server allows.</summary>
    Task<Message> EditMessage(EditMessageRequest request);

    /// <summary>Deletes the caller's own message, or any message as a moderator. No error for a deleted one.</summary>
    Task DeleteMessage(DeleteMessageRequest request);

    /// <summary>Adds a reaction to a message or removes it. No error when there is nothing to change.</summary>
    Task<Message> React(ReactRequest request);

    /// <summary>Tells the room that the caller is typing, for six seconds, or has stopped.</summary>
    Task SetTyping(SetTypingRequest request);

    /// <summary>Reads messages, ascending.</summary>
    Task<MessagePage> GetMessages(GetMessagesRequest request);

    /// <summary>Finds messages by words, newest first.</summary>
    Task<MessagePage> SearchMessages(SearchMessagesRequest request);

    /// <summary>Returns the direct room of the caller and another user, and creates it on first use.</summary>
    Task<Room> OpenDirect(OpenDirectRequest request);

    /// <summary>Finds messages by words in all rooms of the caller, newest first.</summary>
    Task<MessageSearchPage> SearchAllMessages(SearchAllMessagesRequest request);

    /// <summary>Changes the name that chat shows for the caller, in all rooms. <c>rate_limited</c> within a minute of the last change.</summary>
    Task<ChatUser> SetName(SetNameRequest request);

    /// <summary>Finds users of this server by their exact id or name.</summary>
    Task<UserList> FindUsers(FindUsersRequest request);
}
