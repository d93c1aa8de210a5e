namespace RealtimeHub.Shared;

/// <summary>
/// What a client may call for chat rooms. All of it takes a signed-in user. A room that is private, or that bans the user,
/// is refused with the same <c>permission_denied</c> as one that does not exist.
/// </summary>
public interface IChatMethods
{
    /// <summary>Makes a room, owned by the caller. <c>conflict</c> when the name is taken.</summary>
    Task<Room> CreateRoom(CreateRoomRequest request);

    /// <summary>Lists public rooms and those the caller is a member of.</summary>
    Task<RoomPage> ListRooms(ListRoomsRequest request);

    /// <summary>Gives a room and its members.</summary>
    Task<RoomDetails> GetRoom(GetRoomRequest request);

    /// <summary>Changes title, topic or slow mode; takes a moderator.</summary>
    Task<Room> UpdateRoom(UpdateRoomRequest request);

    /// <summary>Makes the caller a member, which outlives the connection. No error for one who is.</summary>
    Task<Room> JoinRoom(JoinRoomRequest request);

    /// <summary>Ends the caller's membership and subscriptions. No error for one who is no member; the last owner has to name another first.</summary>
    Task LeaveRoom(LeaveRoomRequest request);

    /// <summary>Lets a user join; any member may.</summary>
    Task InviteMember(InviteMemberRequest request);

    /// <summary>Sets a member's role; takes an owner.</summary>
    Task SetRole(SetRoleRequest request);

    /// <summary>Makes a member of a lower role leave; ends his subscriptions on all devices, not his connections.</summary>
    Task Kick(KickRequest request);

    /// <summary>Makes a user leave and keeps him out.</summary>
    Task Ban(BanRequest request);

    /// <summary>Ends a ban. No error where there is none.</summary>
    Task Unban(UnbanRequest request);

    /// <summary>Lets a member of a lower role read but not write.</summary>
    Task Mute(MuteRequest request);

    /// <summary>Posts a message; resolves when it is stored. <c>rate_limited</c> within the room's slow mode.</summary>
    Task<Message> PostMessage(PostMessageRequest request);

    /// <summary>Changes the text of the caller's own message, within the time that the server allows.</summary>
    Task<Message> EditMessage(EditMessageRequest request);

    /// <summary>Deletes the caller's own message, or as a moderator anyone's. No error for a deleted one.</summary>
    Task DeleteMessage(DeleteMessageRequest request);

    /// <summary>Puts an emoji under a message or takes it back. No error when that is so already.</summary>
    Task<Message> React(ReactRequest request);

    /// <summary>Tells the room that the caller writes, for six seconds, or no longer does.</summary>
    Task SetTyping(SetTypingRequest request);

    /// <summary>Reads messages, ascending.</summary>
    Task<MessagePage> GetMessages(GetMessagesRequest request);

    /// <summary>Finds messages by words, newest first.</summary>
    Task<MessagePage> SearchMessages(SearchMessagesRequest request);

    /// <summary>Gives the private room of the caller and another user, made when first asked for.</summary>
    Task<Room> OpenDirect(OpenDirectRequest request);
}
