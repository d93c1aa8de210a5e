using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using RealtimeHub.Server.Channels;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat;

/// <summary>Chat's records as the data of publications, both ways.</summary>
internal static class ChatData
{
    public static Message? MessageOf(Publication? entry) => Read(entry, HubJson.Default.Message);

    public static RoomMember? MemberOf(Publication? entry) => Read(entry, HubJson.Default.RoomMember);

    public static Room? RoomOf(Publication? entry) => Read(entry, HubJson.Default.Room);

    public static T? Read<T>(Publication? entry, JsonTypeInfo<T> type)
        where T : class =>
        entry is null || entry.Removed == true ? null : JsonSerializer.Deserialize(entry.Data.Bytes.Span, type);

    /// <summary>A message as it stands now.</summary>
    public static ModuleEntry Entry(string type, Message message, Chatter by) =>
        new(type, Payload.From(message, HubJson.Default.Message))
        {
            Key = ChatChannels.MessageKey(message.MessageId),
            Publisher = by.Publisher,
        };

    /// <summary>A member who came or changed.</summary>
    public static ModuleEntry Entry(RoomMember member, Chatter by) =>
        new(ChatTypes.Member, Payload.From(member, HubJson.Default.RoomMember))
        {
            Key = ChatChannels.MemberKey(member.UserId),
            Publisher = by.Publisher,
        };

    /// <summary>A member who went. It doesn't say how: a ban is nobody's business.</summary>
    public static ModuleEntry Gone(RoomMember member, Chatter by) => Entry(member with { Left = true }, by) with { Removed = true };

    /// <summary>A room as it is now, as everyone may see it.</summary>
    public static ModuleEntry Entry(Room room, Chatter by) =>
        new(ChatTypes.Room, Payload.From(room with { Role = null, With = null }, HubJson.Default.Room))
        {
            Key = ChatChannels.RoomKey,
            Publisher = by.Publisher,
        };

    /// <summary>Something that only the server may know; null takes it away.</summary>
    public static ModuleEntry Fact<T>(string key, T? fact, JsonTypeInfo<T> type)
        where T : class =>
        fact is null
            ? new ModuleEntry("chat.fact", default) { Key = key, Removed = true }
            : new ModuleEntry("chat.fact", Payload.From(fact, type)) { Key = key };
}
