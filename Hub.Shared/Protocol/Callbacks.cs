using System.Runtime.InteropServices;

namespace RealtimeHub.Shared;

/// <summary>Limits of the server that a client should know.</summary>
/// <param name="MaxMessageBytes">The largest published value in bytes.</param>
/// <param name="MaxSubscriptions">The most subscriptions of one connection.</param>
/// <param name="MaxHistoryLimit">The most publications of one history page.</param>
public sealed record WelcomeLimits(int MaxMessageBytes, int MaxSubscriptions, int MaxHistoryLimit);

/// <summary>The identity of the connection and of the server: the first message of every connection.</summary>
/// <param name="ConnectionId">The connection's public id.</param>
/// <param name="UserId">The user; absent for an anonymous connection.</param>
/// <param name="Node">The name of the server process.</param>
/// <param name="ServerTime">The server's clock, Unix milliseconds.</param>
/// <param name="Limits">Limits a client should know.</param>
/// <param name="TokenExpiresTime">When the token expires, Unix milliseconds; absent without a token.</param>
public sealed record Welcome(
    string ConnectionId,
    [Optional, DefaultParameterValue(null)] string? UserId,
    string Node,
    long ServerTime,
    WelcomeLimits Limits,
    long? TokenExpiresTime = null);

/// <summary>A change of presence in a channel.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Joined">Members who joined.</param>
/// <param name="Updated">Members whose connections or data changed, as they are now.</param>
/// <param name="Left">Members who left.</param>
/// <param name="Users">How many members there are now.</param>
/// <param name="Connections">How many connections there are now.</param>
/// <param name="Version">Increases with every change; a version not above the one held is outdated.</param>
/// <param name="CountsOnly">True when the channel is too large for names: the three lists are empty.</param>
public sealed record PresenceChange(
    ChannelName Channel,
    IReadOnlyList<Member> Joined,
    IReadOnlyList<Member> Updated,
    IReadOnlyList<Member> Left,
    int Users,
    int Connections,
    long Version,
    bool? CountsOnly = null);

/// <summary>The publications that follow do not continue those before.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Position">The position to continue from.</param>
/// <param name="Gap">The publications that are missing; absent when that is not known.</param>
/// <param name="Reason">Why it is missing.</param>
public sealed record Reset(ChannelName Channel, Position Position, [Optional, DefaultParameterValue(null)] Gap? Gap, GapReason Reason);

/// <summary>The server ended a subscription.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Code">Why, as one word: an error or closing code.</param>
/// <param name="Message">Why, for people.</param>
/// <param name="Resubscribe">Whether subscribing again may work.</param>
public sealed record Unsubscribed(ChannelName Channel, string Code, string Message, bool Resubscribe) : RefusalData
{
    private protected override string? RefusedChannel => Channel.Value;
}

/// <summary>The token expires soon.</summary>
/// <param name="ExpiresTime">When it expires, Unix milliseconds.</param>
public sealed record TokenExpiring(long ExpiresTime);

/// <summary>This node is shutting down.</summary>
/// <param name="ReconnectAfterMs">Reconnect at a random moment within this time, in milliseconds.</param>
public sealed record Draining(int ReconnectAfterMs);
