namespace RealtimeHub.Shared;

/// <summary>The types of chat's publications and signals.</summary>
public static class ChatTypes
{
    /// <summary>A new <see cref="Message"/>.</summary>
    public const string Posted = "chat.posted";

    /// <summary>A <see cref="Message"/> with another text, or a reply whose excerpt changed with the message that it answers.</summary>
    public const string Edited = "chat.edited";

    /// <summary>A deleted <see cref="Message"/>, without its text.</summary>
    public const string Deleted = "chat.deleted";

    /// <summary>A <see cref="Message"/> with other reactions.</summary>
    public const string Reacted = "chat.reacted";

    /// <summary>The <see cref="RealtimeHub.Shared.Room"/> as it is now.</summary>
    public const string Room = "chat.room";

    /// <summary>A <see cref="RoomMember"/> who joined, changed or left.</summary>
    public const string Member = "chat.member";

    /// <summary>A <see cref="RoomMembership"/> in <c>sys:rooms/&lt;userId&gt;</c>.</summary>
    public const string Membership = "chat.membership";

    /// <summary>A signal: <see cref="TypingSignal"/>.</summary>
    public const string Typing = "chat.typing";

    /// <summary>A notice in the personal channel: <see cref="MentionNotice"/>.</summary>
    public const string Mention = "mention";

    /// <summary>A notice in the personal channel: <see cref="InviteNotice"/>.</summary>
    public const string Invite = "invite";

    /// <summary>A notice in the personal channel: <see cref="MuteNotice"/>.</summary>
    public const string Mute = "mute";
}
