using RealtimeHub.Server.Channels;
using RealtimeHub.Server.Modules.Chat;
using RealtimeHub.Server.Modules.Chat.Messages;
using RealtimeHub.Server.Modules.Chat.Model;
using RealtimeHub.Server.Modules.Chat.Rooms;
using RealtimeHub.Server.Modules.Chat.Search;
using RealtimeHub.Server.Modules.Chat.Users;

namespace RealtimeHub.Server.Hosting;

/// <summary>Puts the chat module together.</summary>
internal static class ChatServices
{
    public static void AddChat(this IServiceCollection services, ChatOptions options)
    {
        services.AddSingleton(options);
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
        services.AddSingleton<MessageSearch>();
        services.AddSingleton<RoomRestrictionLists>();
        services.AddSingleton<UserDirectory>();
        services.AddSingleton<UserNames>();
        services.AddSingleton<ChatModule>();
        services.AddSingleton<IChannelMembership, ChatMembership>();
        services.AddSingleton<IChannelMembership, RoomListMembership>();
        services.AddSingleton<IReadCounter, ChatReadCounter>();
        services.AddSingleton<RoomDeletions>();
    }

    /// <summary>What chat does in the background: after the engine's host, which must have started before anything is written.</summary>
    public static void AddChatTasks(this IServiceCollection services) =>
        services.AddHostedService(provider => provider.GetRequiredService<RoomDeletions>());
}
