using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Engines;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat.Model;

/// <summary>Chat's records as the data of publications, both ways.</summary>
internal static class ChatData
{
    private const string NoteType = "chat.note";

    public static Message? MessageOf(Publication? entry) => Read(entry, HubJson.Default.Message);

    public static RoomMember? MemberOf(Publication? entry) => Read(entry, HubJson.Default.RoomMember);

    public static Room? RoomOf(Publication? entry) => Read(entry, HubJson.Default.Room);

    public static T? Read<T>(Publication? entry, JsonTypeInfo<T> type)
        where T : class =>
        entry is null || entry.Removed == true ? null : JsonSerializer.Deserialize(entry.Data.Bytes.Span, type);

    /// <summary>A message as it stands now.</summary>
    public static Draft Entry(string type, Message message, ChatCaller by) =>
        new()
        {
            Type = type,
            Data = Payload.From(message, HubJson.Default.Message),
            Key = ChatChannels.MessageKey(message.MessageId),
            Publisher = by.Publisher,
        };

    /// <summary>A member who joined or changed.</summary>
    public static Draft Entry(RoomMember member, ChatCaller by) =>
        new()
        {
            Type = ChatTypes.Member,
            Data = Payload.From(member, HubJson.Default.RoomMember),
            Key = ChatChannels.MemberKey(member.UserId),
            Publisher = by.Publisher,
        };

    /// <summary>A member who left. It does not say how: members do not learn of bans.</summary>
    public static Draft Gone(RoomMember member, ChatCaller by) => Entry(member with { Left = true }, by) with { Removed = true };

    /// <summary>A room as it is now, as everyone may see it.</summary>
    public static Draft Entry(Room room, ChatCaller by) =>
        new()
        {
            Type = ChatTypes.Room,
            Data = Payload.From(room with { Role = null, With = null }, HubJson.Default.Room),
            Key = ChatChannels.RoomKey,
            Publisher = by.Publisher,
        };

    /// <summary>A room that was deleted.</summary>
    public static Draft Gone(Room room, ChatCaller by) => Entry(room, by) with { Removed = true };

    /// <summary>The user's membership in the list of that user's rooms.</summary>
    public static Draft Membership(string room, RoomMembership membership) =>
        new() { Type = ChatTypes.Membership, Data = Payload.From(membership, HubJson.Default.RoomMembership), Key = room };

    /// <summary>The end of the user's membership in the list of that user's rooms.</summary>
    public static Draft NoMembership(string room) => Erased(ChatTypes.Membership, room);

    /// <summary>A value removed with all that it held.</summary>
    public static Draft Erased(string type, string key) => new() { Type = type, Data = default, Key = key, Removed = true };

    /// <summary>Something that only the server may know.</summary>
    public static Draft Note<T>(string key, T note, JsonTypeInfo<T> type)
        where T : class => new() { Type = NoteType, Data = Payload.From(note, type), Key = key };

    /// <summary>Takes a note away.</summary>
    public static Draft NoNote(string key) => Erased(NoteType, key);
}
