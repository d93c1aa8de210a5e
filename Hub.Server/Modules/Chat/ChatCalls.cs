using RealtimeHub.Server.Modules.Chat.Messages;
using RealtimeHub.Server.Modules.Chat.Rooms;

namespace RealtimeHub.Server.Modules.Chat;

/// <summary>Everything that the hub hands on to chat.</summary>
internal sealed record ChatCalls(
    ChatRooms Rooms,
    RoomReading RoomReading,
    ChatModeration Moderation,
    ChatMessages Messages,
    MessageReading Reading,
    ChatTyping Typing);
