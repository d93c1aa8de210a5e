using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace RealtimeHub.Shared;

/// <summary>Limits a client should know.</summary>
/// <param name="MaxMessageBytes">The largest published value in bytes.</param>
/// <param name="MaxSubscriptions">The most subscriptions of one connection.</param>
/// <param name="MaxHistoryLimit">The most publications of one history page.</param>
public sealed record WelcomeLimits(int MaxMessageBytes, int MaxSubscriptions, int MaxHistoryLimit);

/// <summary>Who the connection is and where it has come to.</summary>
public sealed record Welcome
{
    /// <summary>Fill in what is required.</summary>
    [JsonConstructor]
    public Welcome()
    {
    }

    /// <summary>All at once.</summary>
    [SetsRequiredMembers]
    public Welcome(string ConnectionId, string? UserId, string Node, long ServerTime, long? TokenExpiresTime, WelcomeLimits Limits)
    {
        this.ConnectionId = ConnectionId;
        this.UserId = UserId;
        this.Node = Node;
        this.ServerTime = ServerTime;
        this.TokenExpiresTime = TokenExpiresTime;
        this.Limits = Limits;
    }

    /// <summary>The connection's public id.</summary>
    public required string ConnectionId { get; init; }

    /// <summary>The user; absent for an anonymous connection.</summary>
    public string? UserId { get; init; }

    /// <summary>The server process.</summary>
    public required string Node { get; init; }

    /// <summary>The server's clock, Unix milliseconds.</summary>
    public required long ServerTime { get; init; }

    /// <summary>When the token runs out, Unix milliseconds; absent without a token.</summary>
    public long? TokenExpiresTime { get; init; }

    /// <summary>Limits a client should know.</summary>
    public required WelcomeLimits Limits { get; init; }
}

/// <summary>A change of presence in a channel.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Joined">Members who came.</param>
/// <param name="Updated">Members whose connections or data changed, as they are now.</param>
/// <param name="Left">Members who went.</param>
/// <param name="Users">How many members there are now.</param>
/// <param name="Connections">How many connections there are now.</param>
/// <param name="Version">Rises with every change.</param>
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

/// <summary>What follows doesn't continue what went before.</summary>
public sealed record Reset
{
    /// <summary>Fill in what is required.</summary>
    [JsonConstructor]
    public Reset()
    {
    }

    /// <summary>All at once.</summary>
    [SetsRequiredMembers]
    public Reset(ChannelName Channel, Position Position, Gap? Gap, GapReason Reason)
    {
        this.Channel = Channel;
        this.Position = Position;
        this.Gap = Gap;
        this.Reason = Reason;
    }

    /// <summary>The channel.</summary>
    public required ChannelName Channel { get; init; }

    /// <summary>Where it stands now.</summary>
    public required Position Position { get; init; }

    /// <summary>What is missing.</summary>
    public Gap? Gap { get; init; }

    /// <summary>Why it is missing.</summary>
    public required GapReason Reason { get; init; }
}

/// <summary>The server ended a subscription.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Code">Why, one word: an error or closing code.</param>
/// <param name="Message">Why, for people.</param>
/// <param name="Resubscribe">Whether subscribing again may work.</param>
public sealed record Unsubscribed(ChannelName Channel, string Code, string Message, bool Resubscribe);

/// <summary>The token runs out soon.</summary>
/// <param name="ExpiresTime">When, Unix milliseconds.</param>
public sealed record TokenExpiring(long ExpiresTime);

/// <summary>This node is going.</summary>
/// <param name="ReconnectAfterMs">Reconnect at a random moment within this time, in milliseconds.</param>
public sealed record Draining(int ReconnectAfterMs);
