using System.Globalization;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Server.Diagnostics;
using RealtimeHub.Server.Modules.Chat.Model;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat.Rules;

/// <summary>Chat's refusals; docs/chat.md lists the reasons.</summary>
internal static class ChatRefusals
{
    /// <summary>One refusal for a private room, for one that does not exist, and for a ban from a private one.</summary>
    public static Refusal Outsider(string room) => Denied("no_entry", $"you may not enter room {Brief(room)}");

    public static Refusal NotAMember(string room) => Denied("not_a_member", $"you are not a member of room {Brief(room)}; join it first");

    public static Refusal Banned(string room, long? untilTime) => Denied(
        "banned",
        $"you are banned from room {Brief(room)} {(untilTime is { } until ? "until " + Time(until) : "without an end")}",
        untilTime);

    public static Refusal Muted(string room, long untilTime) => Denied("muted", $"you are muted in room {Brief(room)} until {Time(untilTime)}", untilTime);

    public static Refusal Role(string act, RoomRole role) => Denied("role_too_low", $"{act} requires a {role.ToString().ToLowerInvariant()} of the room");

    public static Refusal HigherRole(string act) => Denied("role_too_low", $"{act} requires a higher role than the other member's");

    public static Refusal NotForDirect(string act) => Denied("direct_room", $"{act} is not possible in a direct room");

    public static Refusal NotTheAuthor(string text) => Denied("not_the_author", text);

    public static Refusal EditWindowOver(long end) => Denied("edit_window", $"the message could be edited until {Time(end)}", end);

    /// <summary>One refusal for a user whom this server does not know and for one who may not be invited.</summary>
    public static Refusal UnknownUser() => new(
        ErrorCode.PermissionDenied,
        "userId is not a user of this server, or one who may not be invited; check the id: it is not the name, and FindUsers finds it",
        new RefusalDetails { Reason = "unknown_user", Field = "userId" });

    public static Refusal OwnId() => Refusal.BadRequest("userId", "userId is your own", reason: "own_id");

    public static Refusal NameTaken() =>
        new(ErrorCode.Conflict, "a room has or had this name; choose another name", new RefusalDetails { Reason = "room_exists", Field = "room" });

    public static Refusal LastOwner() =>
        new(ErrorCode.Conflict, "you are the room's last owner; make another member an owner first", new RefusalDetails { Reason = "last_owner" });

    public static Refusal NoMessage(long messageId) => new(
        ErrorCode.NotFound,
        $"messageId {messageId.ToString(CultureInfo.InvariantCulture)} is not a message of the room, or it was deleted",
        new RefusalDetails { Reason = "no_message" });

    public static Refusal NoMember() =>
        new(ErrorCode.NotFound, "userId is not a member of the room", new RefusalDetails { Reason = "no_member", Field = "userId" });

    public static Refusal SlowMode(TimeSpan retryAfter) => Wait("slow_mode", "the room is in slow mode", retryAfter);

    public static Refusal NameChangedRecently(TimeSpan retryAfter) => Wait("name_changed_recently", "the name was changed recently", retryAfter);

    public static Refusal RoomFull(int limit) => TooMany("too_many_members", "the room is full", limit, limit);

    public static Refusal TooManyRooms(int count, int limit) => TooMany("too_many_rooms", $"you are in {Plural.Of(count, "room")}", limit, count);

    public static Refusal TooManyEmojis(int count, int limit) => TooMany("too_many_emojis", $"the message has {Plural.Of(count, "different emoji")}", limit, count);

    public static Refusal TooManyReactions(int limit) => TooMany("too_many_reactions", "the message has too many reactions", limit, limit);

    public static Refusal Busy() => new(
        ErrorCode.Unavailable,
        "the room changed too often meanwhile and nothing was stored; try again",
        new RefusalDetails { Reason = "busy" });

    private static Refusal Denied(string reason, string text, long? untilTime = null) =>
        new(ErrorCode.PermissionDenied, text, new RefusalDetails { Reason = reason, UntilTime = untilTime });

    private static Refusal TooMany(string reason, string what, int limit, int actual) =>
        new(ErrorCode.LimitExceeded, $"{what}; the limit is {limit}", new RefusalDetails { Reason = reason, Limit = limit, Actual = actual });

    private static Refusal Wait(string reason, string why, TimeSpan retryAfter) => new(
        ErrorCode.RateLimited,
        $"{why}; {ConnectionLimits.RetryText(retryAfter)}",
        new RefusalDetails { Reason = reason, RetryAfterMs = ConnectionLimits.RetryAfterMs(retryAfter) });

    private static string Brief(string room) => ChannelName.Of(ChatChannels.Namespace, room).Brief()[(ChatChannels.Namespace.Length + 1)..];

    private static string Time(long time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time).ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
