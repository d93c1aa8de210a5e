using System.Runtime.InteropServices;
using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels.Overview;

/// <summary>Connections of this node.</summary>
/// <param name="Connections">In the order of their ids.</param>
/// <param name="Next">The <c>after</c> of the next page; absent on the last.</param>
internal sealed record ConnectionPage(IReadOnlyList<ConnectionSummary> Connections, string? Next = null);

/// <summary>A connection.</summary>
/// <param name="ConnectionId">Its public id.</param>
/// <param name="UserId">Its user; absent for an anonymous connection.</param>
/// <param name="Name">The user's name.</param>
/// <param name="Protocol">Its hub protocol, <c>json</c> or <c>messagepack</c>.</param>
/// <param name="Waiting">How many callbacks wait for it to read.</param>
/// <param name="Channels">The channels that it is subscribed to, in the order of their names.</param>
internal sealed record ConnectionSummary(
    string ConnectionId,
    [Optional, DefaultParameterValue(null)] string? UserId,
    [Optional, DefaultParameterValue(null)] string? Name,
    string Protocol,
    int Waiting,
    IReadOnlyList<ChannelName> Channels);
