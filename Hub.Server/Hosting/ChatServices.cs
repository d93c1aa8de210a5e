using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Chat;
using RealtimeHub.Server.Modules.Chat.Messages;
using RealtimeHub.Server.Modules.Chat.Rooms;
using RealtimeHub.Server.Modules.Chat.Search;

namespace RealtimeHub.Server.Hosting;

/// <summary>Puts the chat module together.</summary>
internal static class ChatServices
{
    public static void AddChat(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(HubOptionsReader.ReadChat(configuration));
        services.AddSingleton<RoomGates>();
        services.AddSingleton<RoomIndexes>();
        services.AddSingleton<RoomLists>();
        services.AddSingleton<RoomStore>();
        services.AddSingleton<ChatNotices>();
        services.AddSingleton<ChatTyping>();
        services.AddSingleton<ChatRooms>();
        services.AddSingleton<RoomReading>();
        services.AddSingleton<ChatModeration>();
        services.AddSingleton<ChatMessages>();
        services.AddSingleton<MessageReading>();
        services.AddSingleton<ChatCalls>();
        services.AddSingleton<IChannelMembership, ChatMembership>();
        services.AddSingleton<IReadCounter, ChatReadCounter>();
    }
}
