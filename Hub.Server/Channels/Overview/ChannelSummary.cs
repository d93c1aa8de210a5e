using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels.Overview;

/// <summary>Channels that connections of this node are subscribed to.</summary>
/// <param name="Channels">In the order of their names.</param>
/// <param name="Next">The <c>after</c> of the next page; absent on the last.</param>
internal sealed record ChannelPage(IReadOnlyList<ChannelSummary> Channels, string? Next = null);

/// <summary>A channel.</summary>
/// <param name="Channel">Its name.</param>
/// <param name="Mode">The mode of its namespace.</param>
/// <param name="Position">Its head.</param>
/// <param name="Subscribers">How many connections of this node are subscribed.</param>
/// <param name="Users">How many members its presence has; absent where its namespace has none.</param>
internal sealed record ChannelSummary(ChannelName Channel, ChannelMode Mode, Position Position, int Subscribers, int? Users = null);
