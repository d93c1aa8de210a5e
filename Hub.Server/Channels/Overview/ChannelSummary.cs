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
/// <param name="Kept">How many publications its history holds; 0 in signal mode.</param>
/// <param name="PublicationsPerSecond">Publications a second that this node heard, the mean of the last ten seconds; 0 where it does not listen.</param>
/// <param name="BytesPerSecond">The bytes of their values a second.</param>
/// <param name="Users">How many members its presence has; absent where its namespace has none.</param>
internal sealed record ChannelSummary(
    ChannelName Channel, ChannelMode Mode, Position Position, int Subscribers, long Kept, double PublicationsPerSecond, double BytesPerSecond, int? Users = null);
