using RealtimeHub.Shared;

namespace RealtimeHub.Server.Channels;

/// <summary>Counts what is unread in the channels of one namespace, where that is more than head minus cursor; a module brings its own.</summary>
internal interface IReadCounter
{
    /// <summary>The namespace it speaks for.</summary>
    string Namespace { get; }

    /// <summary>The channels that the user follows, marked or not.</summary>
    ValueTask<IReadOnlyList<ChannelName>> FollowedAsync(string userId, CancellationToken cancellationToken);

    /// <summary>Counts what is behind a read position.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="channel">A channel that the user may subscribe to.</param>
    /// <param name="offset">The read position; null when none was ever marked.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    ValueTask<Cursor> CountAsync(string userId, ChannelName channel, long? offset, CancellationToken cancellationToken);
}
