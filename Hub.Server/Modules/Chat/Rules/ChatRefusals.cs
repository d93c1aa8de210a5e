using System.Globalization;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Channels.Limits;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat.Rules;

/// <summary>How chat words its no.</summary>
internal static class ChatRefusals
{
    /// <summary>One text for a private room, for one that doesn't exist, and for a ban from a private one.</summary>
    public static Refusal Outsider(string room) => Denied($"you may not enter room {Brief(room)}");

    public static Refusal NotAMember(string room) => Denied($"you are not a member of room {Brief(room)}; call JoinRoom first");

    public static Refusal Banned(string room, long? untilTime) =>
        Denied($"you are banned from room {Brief(room)} {(untilTime is { } until ? "until " + Time(until) : "for good")}");

    public static Refusal Muted(string room, long untilTime) => Denied($"you are muted in room {Brief(room)} until {Time(untilTime)}");

    public static Refusal Role(string act, RoomRole role) => Denied($"{act} takes a {role.ToString().ToLowerInvariant()} of the room");

    public static Refusal Denied(string text) => new(ErrorCode.PermissionDenied, text);

    public static Refusal NoMessage(long messageId) =>
        new(ErrorCode.NotFound, $"messageId {messageId.ToString(CultureInfo.InvariantCulture)} is not a message of the room, or it was deleted");

    public static Refusal NoMember() => new(ErrorCode.NotFound, "userId is not a member of the room");

    public static Refusal SlowMode(TimeSpan retryAfter) =>
        new(ErrorCode.RateLimited, $"the room is in slow mode; {ConnectionLimits.RetryText(retryAfter)}");

    public static Refusal TooMany(string what, int limit) => new(ErrorCode.LimitExceeded, $"{what}; the limit is {limit}");

    public static Refusal Busy() => new(ErrorCode.Unavailable, "the room changed too often meanwhile; nothing was stored; try again");

    private static string Brief(string room) => ChannelName.Of(ChatChannels.Namespace, room).Brief()[(ChatChannels.Namespace.Length + 1)..];

    private static string Time(long time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time).ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
