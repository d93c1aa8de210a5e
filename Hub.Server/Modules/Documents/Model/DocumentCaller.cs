using RealtimeHub.Shared;

namespace RealtimeHub.Server.Modules.Documents.Model;

/// <summary>A signed-in user who calls.</summary>
/// <param name="UserId">The user's id.</param>
/// <param name="Name">The name that the token gives.</param>
/// <param name="ConnectionId">The connection that the call came on.</param>
internal sealed record DocumentCaller(string UserId, string? Name, string ConnectionId)
{
    public Publisher Publisher => new(UserId, Name, ConnectionId);
}
