using System.Globalization;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat.Model;

/// <summary>
/// Where chat keeps its data. A room's channel holds what its members may know; what only the server may know is in channels
/// of <c>sys:</c>, of which clients read only the lists of rooms.
/// </summary>
internal static class ChatChannels
{
    public const string Namespace = "chat";

    /// <summary>Direct rooms are named by the server; clients cannot choose such a name.</summary>
    public const string DirectPrefix = "direct/";

    /// <summary>The key of the room itself.</summary>
    public const string RoomKey = "room";

    public const string MemberPrefix = "u:";

    public const string MessagePrefix = "m:";

    public const string BanPrefix = "ban:";

    public const string MutePrefix = "mute:";

    /// <summary>The public rooms: one key each. Every signed-in user may subscribe.</summary>
    public static ChannelName Listing { get; } = ChannelName.Of("sys", "rooms");

    /// <summary>The users of this server.</summary>
    public static ChannelName Users { get; } = ChannelName.Of("sys", "users");

    /// <summary>Deleted rooms whose content has still to be removed: one key each.</summary>
    public static ChannelName Deletions { get; } = ChannelName.Of("sys", "chat-deletions");

    public static ChannelName OfRoom(string room) => ChannelName.Of(Namespace, room);

    /// <summary>Bans, mutes and invitations of a room.</summary>
    public static ChannelName ModerationOf(string room) => ChannelName.Of("sys", "chat/" + room);

    /// <summary>The rooms that a user is a member of: one key each. That user may subscribe.</summary>
    public static ChannelName RoomsOf(string userId) => ChannelName.Of("sys", "rooms/" + userId);

    /// <summary>The user's personal channel.</summary>
    public static ChannelName NoticesOf(string userId) => ChannelName.Of("user", userId);

    public static string MemberKey(string userId) => MemberPrefix + userId;

    public static string MessageKey(long messageId) => MessagePrefix + messageId.ToString(CultureInfo.InvariantCulture);

    public static string UserKey(string userId) => "id:" + userId;

    public static string BanKey(string userId) => BanPrefix + userId;

    public static string MuteKey(string userId) => MutePrefix + userId;

    public static string InviteKey(string userId) => "invite:" + userId;

    /// <summary>What a room's moderation channel has of one user.</summary>
    public static string[] ModerationKeys(string userId) => [BanKey(userId), MuteKey(userId), InviteKey(userId)];
}
