using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Chat.Model;

/// <summary>A signed-in user who calls.</summary>
/// <param name="UserId">The user's id.</param>
/// <param name="Name">The name that chat shows for the user.</param>
/// <param name="ConnectionId">The connection that the call came on.</param>
internal sealed record ChatCaller(string UserId, string? Name, string ConnectionId)
{
    public ChatUser User => new(UserId, Name);

    public Publisher Publisher => new(UserId, Name, ConnectionId);
}
