using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Chat.Rules;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat.Rooms;

/// <summary>A room and a user's place in it, as they were at one head of the room's channel.</summary>
internal sealed class Standing
{
    public required string Name { get; init; }

    public required ChannelName Channel { get; init; }

    /// <summary>The head; the next publication takes the offset behind it.</summary>
    public required Position Position { get; init; }

    /// <summary>Null for a room that does not exist.</summary>
    public required Room? Room { get; init; }

    /// <summary>Null for one who is no member.</summary>
    public required RoomMember? Member { get; init; }

    /// <summary>A ban that holds.</summary>
    public required BanFact? Ban { get; init; }

    /// <summary>A mute that holds.</summary>
    public required MuteFact? Mute { get; init; }

    public required bool Invited { get; init; }

    /// <summary>Everything that was read of the room's channel.</summary>
    public required ModuleState State { get; init; }

    /// <summary>The offset that the next publication takes.</summary>
    public long NextOffset => Position.Offset + 1;

    /// <summary>Refuses one who is no member, as much as he may know.</summary>
    public Refusal? TakesMember()
    {
        if (Room is null)
            return ChatRefusals.Outsider(Name);
        if (Member is not null)
            return null;
        if (Room.Visibility != RoomVisibility.Public)
            return ChatRefusals.Outsider(Name);
        return Ban is { } ban ? ChatRefusals.Banned(Name, ban.UntilTime) : ChatRefusals.NotAMember(Name);
    }

    /// <summary>Refuses one who may not write.</summary>
    public Refusal? TakesWriter() =>
        TakesMember() ?? (Mute is { } mute ? ChatRefusals.Muted(Name, mute.UntilTime) : null);

    /// <summary>The room as the user sees it.</summary>
    public Room RoomFor(ChatUser? with = null) => Room! with { Role = Member?.Role, With = with };

    public RoomMember? MemberOf(string userId) => ChatData.MemberOf(State.Find(ChatChannels.MemberKey(userId)));

    public (Message Message, long Offset)? MessageOf(long messageId) =>
        State.Find(ChatChannels.MessageKey(messageId)) is { } entry && ChatData.MessageOf(entry) is { } message
            ? (message, entry.Offset)
            : null;
}
