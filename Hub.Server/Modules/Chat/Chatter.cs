using RealtimeHub.Server.Channels;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat;

/// <summary>A signed-in user who calls.</summary>
internal sealed record Chatter(string UserId, string? Name, string ConnectionId)
{
    public ChatUser User => new(UserId, Name);

    public Publisher Publisher => new(UserId, Name, ConnectionId);

    /// <summary>The user of a caller; refused for an anonymous one.</summary>
    public static Outcome<Chatter> Of(ChannelCaller caller, string method) => caller.UserId is { } user
        ? new Chatter(user, caller.Name, caller.ConnectionId)
        : Refusal.NoUser(method);
}
