using RealtimeHub.Server.Channels;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat.Rules;

/// <summary>Who may do what to whom.</summary>
internal static class RoleRules
{
    /// <summary>Refuses a member below a role; in a direct room no member has one.</summary>
    public static Refusal? Require(Room room, RoomMember actor, RoomRole role, string act)
    {
        if (room.Visibility == RoomVisibility.Direct)
            return ChatRefusals.NotForDirect(act);
        return actor.Role < role ? ChatRefusals.Role(act, role) : null;
    }

    /// <summary>Moderating requires a moderator with a higher role than the target's; members do not moderate themselves.</summary>
    public static Refusal? Moderates(Room room, RoomMember actor, string targetId, RoomMember? target, string act)
    {
        if (Require(room, actor, RoomRole.Moderator, act) is { } refusal)
            return refusal;
        if (actor.UserId == targetId)
            return ChatRefusals.OwnId();
        return target is not null && target.Role >= actor.Role ? ChatRefusals.HigherRole(act) : null;
    }

    /// <summary>The author, or a moderator of the room.</summary>
    public static Refusal? Deletes(RoomMember actor, Message message) =>
        message.Author.UserId == actor.UserId || actor.Role >= RoomRole.Moderator
            ? null
            : ChatRefusals.NotTheAuthor("only its author or a moderator may delete a message");

    /// <summary>The author, for a time.</summary>
    public static Refusal? Edits(RoomMember actor, Message message, TimeSpan window, long now)
    {
        if (message.Author.UserId != actor.UserId)
            return ChatRefusals.NotTheAuthor("only its author may edit a message");
        var end = message.Time + (long)window.TotalMilliseconds;
        return window > TimeSpan.Zero && now > end ? ChatRefusals.EditWindowOver(end) : null;
    }
}
