using RealtimeHub.Server.Channels;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat.Rules;

/// <summary>Who may do what to whom.</summary>
internal static class RoleRules
{
    /// <summary>Refuses who is below a role; in a room of two nobody has one.</summary>
    public static Refusal? Takes(Room room, RoomMember actor, RoomRole role, string act)
    {
        if (room.Visibility == RoomVisibility.Direct)
            return ChatRefusals.Denied($"{act} is not for direct rooms");
        return actor.Role < role ? ChatRefusals.Role(act, role) : null;
    }

    /// <summary>Moderating takes a moderator, and a higher role than the target's; nobody moderates himself.</summary>
    public static Refusal? Moderates(Room room, RoomMember actor, string targetId, RoomMember? target, string act)
    {
        if (Takes(room, actor, RoomRole.Moderator, act) is { } refusal)
            return refusal;
        if (actor.UserId == targetId)
            return Refusal.BadRequest("userId is your own");
        return target is not null && target.Role >= actor.Role
            ? ChatRefusals.Denied($"{act} takes a higher role than the other's")
            : null;
    }

    /// <summary>The author, or a moderator of the room.</summary>
    public static Refusal? Deletes(RoomMember actor, Message message) =>
        message.Author.UserId == actor.UserId || actor.Role >= RoomRole.Moderator
            ? null
            : ChatRefusals.Denied("only its author or a moderator may delete a message");

    /// <summary>The author, for a time.</summary>
    public static Refusal? Edits(RoomMember actor, Message message, TimeSpan window, long now)
    {
        if (message.Author.UserId != actor.UserId)
            return ChatRefusals.Denied("only its author may edit a message");
        return window > TimeSpan.Zero && now - message.Time > window.TotalMilliseconds
            ? ChatRefusals.Denied("the time in which the message may be edited is over")
            : null;
    }
}
