using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Server.Modules.Chat.Model;
using RealtimeHub.Server.Modules.Chat.Rules;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat.Rooms;

/// <summary>A room and a user's place in it, as they were at one head of the room's channel.</summary>
/// <param name="name">The room's name.</param>
/// <param name="userId">Whose place it shows.</param>
/// <param name="state">What was read of the room's channel.</param>
/// <param name="notes">What was read of the room's moderation channel.</param>
/// <param name="now">The moment of reading, Unix milliseconds.</param>
internal sealed class RoomSnapshot(string name, string userId, KeyPage state, KeyPage notes, long now)
{
    public string Name { get; } = name;

    public ChannelName Channel { get; } = ChatChannels.OfRoom(name);

    /// <summary>The head; the next publication takes the offset after it.</summary>
    public Position Position => state.Position;

    /// <summary>The offset that the next publication takes.</summary>
    public long NextOffset => Position.Offset + 1;

    /// <summary>Null for a room that does not exist, or that the user may not know of.</summary>
    public Room? Room { get; } = ChatData.RoomOf(state.Find(ChatChannels.RoomKey));

    /// <summary>Null for a user who is not a member. A deleted room has no members, even before their entries are removed.</summary>
    public RoomMember? Member => Room is null ? null : field ??= MemberOf(userId);

    public BanRecord? Ban => BanOf(userId);

    public MuteRecord? Mute => MuteOf(userId);

    public bool Invited => IsInvited(userId);

    /// <summary>A ban that is in force.</summary>
    public BanRecord? BanOf(string id) =>
        ChatData.Read(notes.Find(ChatChannels.BanKey(id)), ChatJson.Default.BanRecord) is { } ban && ban.HoldsAt(now) ? ban : null;

    /// <summary>A mute that is in force.</summary>
    public MuteRecord? MuteOf(string id) =>
        ChatData.Read(notes.Find(ChatChannels.MuteKey(id)), ChatJson.Default.MuteRecord) is { } mute && mute.HoldsAt(now) ? mute : null;

    public bool IsInvited(string id) => notes.Find(ChatChannels.InviteKey(id)) is not null;

    /// <summary>Refuses a user who is not a member, and says no more than that user may know.</summary>
    public Refusal? RequireMember()
    {
        if (Room is null)
            return ChatRefusals.Outsider(Name);
        if (Member is not null)
            return null;
        if (Room.Visibility != RoomVisibility.Public)
            return ChatRefusals.Outsider(Name);
        return Ban is { } ban ? ChatRefusals.Banned(Name, ban.UntilTime) : ChatRefusals.NotAMember(Name);
    }

    /// <summary>Refuses a user who may not write.</summary>
    public Refusal? RequireWriter() =>
        RequireMember() ?? (Mute is { } mute ? ChatRefusals.Muted(Name, mute.UntilTime) : null);

    /// <summary>The room as the user sees it.</summary>
    public Room RoomFor(ChatUser? with = null) => Room! with { Role = Member?.Role, With = with };

    public RoomMember? MemberOf(string id) => ChatData.MemberOf(state.Find(ChatChannels.MemberKey(id)));

    public (Message Message, long Offset)? MessageOf(long messageId) =>
        state.Find(ChatChannels.MessageKey(messageId)) is { } entry && ChatData.MessageOf(entry) is { } message
            ? (message, entry.Offset)
            : null;
}
