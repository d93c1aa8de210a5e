using System.Globalization;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat;

/// <summary>
/// Where chat keeps what. A room's channel holds what its members may know; what only the server may know lies in channels
/// of <c>sys:</c>, which nobody can read.
/// </summary>
internal static class ChatChannels
{
    public const string Namespace = "chat";

    /// <summary>Rooms of two are named by the server; nobody may take such a name.</summary>
    public const string DirectPrefix = "direct/";

    /// <summary>The key of the room itself.</summary>
    public const string RoomKey = "room";

    public const string MemberPrefix = "u:";

    public const string MessagePrefix = "m:";

    /// <summary>The public rooms: one key each.</summary>
    public static ChannelName Listing { get; } = ChannelName.Of("sys", "rooms");

    public static ChannelName OfRoom(string room) => ChannelName.Of(Namespace, room);

    /// <summary>Bans, mutes and invitations of a room.</summary>
    public static ChannelName FactsOf(string room) => ChannelName.Of("sys", "chat/" + room);

    /// <summary>The rooms that a user is a member of: one key each.</summary>
    public static ChannelName RoomsOf(string userId) => ChannelName.Of("sys", "rooms/" + userId);

    /// <summary>The user's personal channel.</summary>
    public static ChannelName NoticesOf(string userId) => ChannelName.Of("user", userId);

    public static string MemberKey(string userId) => MemberPrefix + userId;

    public static string MessageKey(long messageId) => MessagePrefix + messageId.ToString(CultureInfo.InvariantCulture);

    public static string BanKey(string userId) => "ban:" + userId;

    public static string MuteKey(string userId) => "mute:" + userId;

    public static string InviteKey(string userId) => "invite:" + userId;
}
