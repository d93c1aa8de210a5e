namespace RealtimeHub.Shared;

/// <summary>A wish for a page of history. Both bounds are exclusive; with neither the newest come.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="After">The oldest after this offset come.</param>
/// <param name="Before">The newest before this offset come.</param>
/// <param name="Limit">The most publications, 1 to 1,000; 100 when absent.</param>
public sealed record ReadHistoryRequest(string Channel, long? After = null, long? Before = null, int? Limit = null);

/// <summary>A page of history.</summary>
/// <param name="Publications">Ascending.</param>
/// <param name="Position">The channel's head.</param>
/// <param name="HasMore">Whether more is kept in the direction of reading.</param>
public sealed record HistoryPage(IReadOnlyList<Publication> Publications, Position Position, bool HasMore);

/// <summary>A wish for a page of state.</summary>
/// <param name="Channel">A channel in state mode.</param>
/// <param name="AfterKey">The page begins behind this key.</param>
/// <param name="Prefix">Only keys that begin so.</param>
/// <param name="Limit">The most entries, 1 to 1,000; 100 when absent.</param>
public sealed record ReadStateRequest(string Channel, string? AfterKey = null, string? Prefix = null, int? Limit = null);

/// <summary>The present value of a key.</summary>
/// <param name="Key">The key.</param>
/// <param name="Offset">The offset of the publication that set it.</param>
/// <param name="Type">Its type.</param>
/// <param name="Data">Its value.</param>
/// <param name="Time">When it was set, Unix milliseconds.</param>
public sealed record StateEntry(string Key, long Offset, string Type, Payload Data, long Time);

/// <summary>A page of state, ordered by key (by UTF-8 bytes).</summary>
/// <param name="Entries">The entries.</param>
/// <param name="Position">The channel's head.</param>
/// <param name="NextKey">The <c>afterKey</c> of the next page; absent on the last.</param>
public sealed record StatePage(IReadOnlyList<StateEntry> Entries, Position Position, string? NextKey = null);

/// <summary>A wish to know who is here.</summary>
/// <param name="Channel">The channel.</param>
public sealed record ReadPresenceRequest(string Channel);

/// <summary>What this connection says of itself from now on.</summary>
public sealed record UpdatePresenceRequest
{
    /// <summary>A subscribed channel.</summary>
    public required string Channel { get; init; }

    /// <summary>At most 4 KiB; <c>null</c> takes it back.</summary>
    public required Payload Data { get; init; }
}

/// <summary>How far the calling user has read.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Offset">Beyond the head counts as the head; it never moves back.</param>
public sealed record MarkReadRequest(string Channel, long Offset);

/// <summary>The read position as it stands.</summary>
/// <param name="Offset">The position.</param>
/// <param name="Unread">How much is behind it.</param>
public sealed record MarkReadResult(long Offset, int Unread);

/// <summary>A wish for read positions.</summary>
/// <param name="Channels">The channels; absent means every channel marked.</param>
public sealed record ReadCursorsRequest(IReadOnlyList<string>? Channels = null);

/// <summary>How far the calling user has read in one channel.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Offset">The position.</param>
/// <param name="Unread">How much is behind it.</param>
/// <param name="Mentions">How many unread mentions of the user (chat).</param>
public sealed record Cursor(ChannelName Channel, long Offset, int Unread, int? Mentions = null);

/// <summary>Read positions.</summary>
/// <param name="Cursors">One a channel.</param>
public sealed record ReadCursorsResult(IReadOnlyList<Cursor> Cursors);

/// <summary>A new token.</summary>
/// <param name="Token">A token of the same user.</param>
public sealed record RefreshTokenRequest(string Token);

/// <summary>What the new token changed.</summary>
/// <param name="ExpiresTime">When it runs out, Unix milliseconds.</param>
/// <param name="Lost">Channels whose subscription the new token no longer allows; they have ended.</param>
public sealed record RefreshTokenResult(long ExpiresTime, IReadOnlyList<ChannelName> Lost);
