using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Chat.Messages;
using RealtimeHub.Server.Modules.Chat.Model;
using RealtimeHub.Server.Modules.Chat.Rooms;
using RealtimeHub.Server.Modules.Chat.Users;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat;

/// <summary>Chat as the hub uses it.</summary>
internal sealed record ChatModule(
    ChatRooms Rooms,
    RoomReading RoomReading,
    RoomRestrictionLists Restrictions,
    ChatModeration Moderation,
    ChatMessages Messages,
    MessageReading Reading,
    MessageSearch Search,
    ChatTyping Typing,
    UserNames Names,
    UserDirectory Users)
{
    /// <summary>The user of a connection as chat knows one; refused for an anonymous connection.</summary>
    public async ValueTask<Outcome<ChatCaller>> CallerAsync(ChannelCaller caller, string method, CancellationToken cancellationToken)
    {
        if (caller.UserId is not { } userId)
            return Refusal.NoUser(method);
        var user = await Users.MeetAsync(userId, caller.Name, cancellationToken);
        return new ChatCaller(userId, user.Name, caller.ConnectionId);
    }
}
