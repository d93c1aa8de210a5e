namespace RealtimeHub.Shared;

/// <summary>Asks for a page of history. Both bounds are exclusive; without one the newest publications are returned.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="After">Returns the oldest publications after this offset, at least 0.</param>
/// <param name="Before">Returns the newest publications before this offset, at least 0.</param>
/// <param name="Limit">The most publications, 1 to 1,000; 100 when absent.</param>
public sealed record ReadHistoryRequest(string Channel, long? After = null, long? Before = null, int? Limit = null);

/// <summary>A page of history.</summary>
/// <param name="Publications">In ascending order of offsets.</param>
/// <param name="Position">The channel's head.</param>
/// <param name="HasMore">Whether the channel keeps more in the direction of reading.</param>
public sealed record HistoryPage(IReadOnlyList<Publication> Publications, Position Position, bool HasMore);

/// <summary>Asks for a page of state.</summary>
/// <param name="Channel">A channel in state mode.</param>
/// <param name="AfterKey">The page starts after this key; absent for the first page.</param>
/// <param name="Prefix">Only keys that start with this; absent for all.</param>
/// <param name="Limit">The most entries, 1 to 1,000; 100 when absent.</param>
public sealed record ReadStateRequest(string Channel, string? AfterKey = null, string? Prefix = null, int? Limit = null);

/// <summary>The current value of a key.</summary>
/// <param name="Key">The key.</param>
/// <param name="Offset">The offset of the publication that set it.</param>
/// <param name="Type">Its type.</param>
/// <param name="Data">Its value.</param>
/// <param name="Time">When it was set, Unix milliseconds.</param>
public sealed record StateEntry(string Key, long Offset, string Type, Payload Data, long Time)
{
    /// <summary>True when the source of the value has been silent for too long (feeds).</summary>
    public bool? Stale { get; init; }
}

/// <summary>A page of state, ordered by key (by UTF-8 bytes).</summary>
/// <param name="Entries">The entries.</param>
/// <param name="Position">The channel's head.</param>
/// <param name="NextKey">The <c>afterKey</c> of the next page; absent on the last.</param>
public sealed record StatePage(IReadOnlyList<StateEntry> Entries, Position Position, string? NextKey = null);

/// <summary>Asks for the presence of a channel.</summary>
/// <param name="Channel">The channel.</param>
public sealed record ReadPresenceRequest(string Channel);

/// <summary>The presence data of this connection from now on.</summary>
public sealed record UpdatePresenceRequest
{
    /// <summary>A subscribed channel.</summary>
    public required string Channel { get; init; }

    /// <summary>At most 4 KiB encoded; <c>null</c> removes it.</summary>
    public required Payload Data { get; init; }
}

/// <summary>Moves the read position of the calling user forward.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Offset">The offset of the newest publication read, at least 0. An offset beyond the head counts as the head; a lower one than before changes nothing.</param>
public sealed record MarkReadRequest(string Channel, long Offset);

/// <summary>The read position after the call.</summary>
/// <param name="Offset">The offset of the newest publication read.</param>
/// <param name="Unread">How many publications after it count as unread.</param>
public sealed record MarkReadResult(long Offset, int Unread);

/// <summary>Asks for read positions of the calling user.</summary>
/// <param name="Channels">The channels; absent for every channel with a read position.</param>
public sealed record ReadCursorsRequest(IReadOnlyList<string>? Channels = null);

/// <summary>How far the calling user has read in one channel.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Offset">The offset of the newest publication read.</param>
/// <param name="Unread">How many publications after it count as unread.</param>
/// <param name="Mentions">How many of the unread messages mention the user; chat rooms only.</param>
public sealed record Cursor(ChannelName Channel, long Offset, int Unread, int? Mentions = null);

/// <summary>Read positions.</summary>
/// <param name="Cursors">One for each channel.</param>
public sealed record ReadCursorsResult(IReadOnlyList<Cursor> Cursors);

/// <summary>Replaces the token of the connection.</summary>
/// <param name="Token">A token of the same user.</param>
public sealed record RefreshTokenRequest(string Token);

/// <summary>What the new token changed.</summary>
/// <param name="ExpiresTime">When the token expires, Unix milliseconds.</param>
/// <param name="Lost">Channels whose subscription the new token does not allow; these subscriptions have ended.</param>
public sealed record RefreshTokenResult(long ExpiresTime, IReadOnlyList<ChannelName> Lost);
